import type { PageFiles } from '../http/context.ts'
import { filesSource, linksTo } from './page-files.ts'

/** The page that loads the Studio. `base` is where its files are, without a slash at the end; empty is this deployment. */
export function renderStudioPage(files: PageFiles, base: string): string {
  return page(
    `<meta name="color-scheme" content="light dark">\n${linksTo(files, base)}`,
    `<div id="studio"></div>
<noscript><p>The Studio needs JavaScript. The API and its reference work without: <a href="docs">docs</a>.</p></noscript>`,
  )
}

export const WITHOUT_STUDIO = page(
  '<meta name="color-scheme" content="light dark">',
  `<main><h1>Samokoder</h1>
<p>This deployment serves its API without the Studio. <a href="docs">The reference of the API</a> says what it can do.</p>
<p lang="ru">Здесь работает API без Студии. <a href="docs">Справочник по API</a> рассказывает, что он умеет.</p></main>`,
)

/** What the page may load and ask: nothing but its own files, this API, and previews in frames. No script stands in it. */
export function studioPolicy(base: string, previewUrl: string | undefined): string {
  const files = filesSource(base)
  return [
    "default-src 'none'",
    `script-src ${files}`,
    `style-src ${files}`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    `frame-src 'self'${previewUrl?.includes('{project}') === true ? ` ${previewUrl.replace('{project}', '*')}` : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function page(head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Samokoder</title>
<link rel="icon" href="favicon.ico" type="image/svg+xml">
${head}
</head>
<body>
${body}
</body>
</html>
`
}
