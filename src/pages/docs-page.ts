import { html } from 'hono/html'
import { encodeBase64 } from 'hono/utils/encode'
import type { OpenApiDocument, Operation } from '../http/openapi.ts'
import { filesSource } from './page-files.ts'

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #3b6fd4; }
body { margin: 0; } #plain, #choose-page { font: 16px/1.5 system-ui, sans-serif; }
#choose-page { position: fixed; right: 1rem; bottom: 1rem; padding: .4rem .8rem; }
#plain { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
#plain h1 { margin: 0; } #plain h2 { margin-top: 2.5rem; text-transform: capitalize; }
#plain details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; }
#plain summary { padding: .6rem .8rem; cursor: pointer; display: flex; gap: .75rem; flex-wrap: wrap; align-items: baseline; }
#plain summary > b { color: var(--accent); min-width: 4rem; text-transform: uppercase; }
#plain summary > span { opacity: .75; }
#plain details > div { padding: 0 .8rem .8rem; border-top: 1px solid var(--line); }
#plain code, #plain pre { font: 14px/1.45 ui-monospace, monospace; }
#plain pre { background: var(--soft); padding: .7rem; border-radius: .4rem; overflow: auto; }
#plain table { border-collapse: collapse; width: 100%; }
#plain td { border-top: 1px solid var(--line); padding: .3rem .5rem; vertical-align: top; white-space: pre-line; }
`

type Piece = ReturnType<typeof html>

/** The OpenAPI document as the content of a page that needs no script and no network. */
export async function renderDocs(api: OpenApiDocument): Promise<string> {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const content = await html`<h1>${api.info.title} API</h1>
    <p>
      ${api.info.description} Version ${api.info.version}; machine-readable:
      <a href="openapi.json">/openapi.json</a>.
    </p>
    ${api.tags.map(
      ({ name, description }) =>
        html`<h2>${name}</h2>
          <p>${description}</p>
          ${operations.filter(({ operation }) => operation.tags.includes(name)).map((one) => describe(one))}`,
    )}
    <h2>Schemas</h2>
    ${Object.entries(api.components.schemas).map(
      ([id, schema]) =>
        html`<details id="${id}">
          <summary><code>${id}</code></summary>
          <div>${json(schema)}</div>
        </details>`,
    )}`
  return content.toString()
}

/** The page with that content. Where `links` load the reference with a search, its script takes the place of the content. */
export function renderDocsPage(title: string, content: string, links: string): string {
  const reference = '<div id="reference" hidden></div>\n<button id="choose-page" type="button" hidden></button>'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API</title>
<link rel="icon" href="favicon.ico" type="image/svg+xml">
<style>${STYLE}</style>
${links}
</head>
<body>
<main id="plain">${content}</main>
${links === '' ? '' : reference}
</body>
</html>
`
}

/** What the page may load and ask: its own files and this API. Of styles in it, the one above. */
export async function docsPolicy(base: string | undefined): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE))
  const style = `'sha256-${encodeBase64(hash)}'`
  const files = base === undefined ? '' : filesSource(base)
  return [
    "default-src 'none'",
    ...(files === '' ? [] : [`script-src ${files}`]),
    `style-src ${[files, style].filter(Boolean).join(' ')}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function describe({ path, method, operation }: { path: string; method: string; operation: Operation }): Piece {
  const body = Object.entries(operation.requestBody?.content ?? {})
  return html`<details>
    <summary><b>${method}</b> <code>${path}</code> <span>${operation.summary}</span></summary>
    <div>
      <p>${operation.description} ${operation.security.length > 0 ? 'Needs an access token.' : 'Open to all.'}</p>
      ${table(
        operation.parameters.map(({ name, in: place, required, schema, description }) => [
          name,
          required === true ? `${place}, required` : place,
          nameType(schema),
          description ?? '',
        ]),
      )}
      ${body.map(
        ([type, { schema }]) =>
          html`<h4>Body: ${type}</h4>
            ${json(schema)}`,
      )}
      <h4>Answers</h4>
      ${table(
        Object.entries(operation.responses).map(([status, { description, content = {} }]) => [
          status,
          description,
          ...Object.entries(content).map(([type, { schema }]) => html`${type}: ${nameType(schema)}${wholeOf(schema)}`),
        ]),
      )}
    </div>
  </details>`
}

type Schema = Record<string, unknown>

/** A type in short; one that has a name leads to where it is told whole. */
function nameType(schema: Schema): Piece | string {
  const { $ref: reference, type, anyOf, enum: values, items } = schema
  if (typeof reference === 'string') {
    const id = reference.slice(reference.lastIndexOf('/') + 1)
    return html`<a href="#${id}">${id}</a>`
  }
  if (Array.isArray(anyOf)) {
    return html`${anyOf.map((one, index) => html`${index === 0 ? '' : ' or '}${nameType(one as Schema)}`)}`
  }
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' or ')
  if (type === 'array' && items !== undefined) return html`list of ${nameType(items as Schema)}`
  return typeof type === 'string' ? `${type}${boundsOf(schema)}` : ''
}

/** What a value of the type must be, too. */
function boundsOf({ format, minimum, maximum, minLength, maxLength }: Schema): string {
  const ends = { from: minimum ?? minLength, to: maximum ?? maxLength }
  const range = Object.entries(ends).flatMap(([word, end]) => (typeof end === 'number' ? [`${word} ${end}`] : []))
  const isText = minLength !== undefined || maxLength !== undefined
  const told = [
    ...(typeof format === 'string' ? [format] : []),
    ...(range.length === 0 ? [] : [`${range.join(' ')}${isText ? ' characters' : ''}`]),
  ]
  return told.map((part) => `, ${part}`).join('')
}

/** An answer whose schema has no name is shown in its place. */
function wholeOf(schema: Schema): Piece | '' {
  return schema['properties'] === undefined && schema['items'] === undefined ? '' : json(schema)
}

function table(rows: (Piece | string)[][]): Piece | '' {
  if (rows.length === 0) return ''
  return html`<table>
    ${rows.map(
      (row) =>
        html`<tr>
          ${row.map((cell) => html`<td>${cell}</td>`)}
        </tr>`,
    )}
  </table>`
}

function json(value: unknown): Piece {
  return html`<pre>${JSON.stringify(value, null, 2)}</pre>`
}
