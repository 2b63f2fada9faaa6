import { html, raw } from 'hono/html'

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto 0; padding: 1.5rem; }
code { font: 14px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { padding: .8rem; border: 1px solid #8884; border-radius: .5rem; overflow-x: auto; }
`

export type Message = {
  title: string
  /** Sentences, each a paragraph of its own. */
  text: readonly string[]
  /** Where there is something to see. */
  links?: readonly { href: string; text: string }[]
  commands?: readonly string[]
}

/** A plain page in place of what was asked for. */
export async function renderMessage({ title, text, links = [], commands = [] }: Message): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${text.map((sentence) => html`<p>${sentence}</p>`)}
        ${commands.length === 0 ? '' : html`<pre><code>${commands.join('\n')}</code></pre>`}
        ${
          links.length === 0
            ? ''
            : html`<ul>
                ${links.map(({ href, text }) => html`<li><a href="${href}">${text}</a></li>`)}
              </ul>`
        }
      </body>
    </html>`
  return page.toString()
}
