import { html, raw } from 'hono/html'
import type { OpenApiDocument, Operation } from '../http/openapi.ts'

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #3b6fd4; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; text-transform: capitalize; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; }
summary { padding: .6rem .8rem; cursor: pointer; display: flex; gap: .75rem; flex-wrap: wrap; align-items: baseline; }
summary > b { color: var(--accent); min-width: 4rem; text-transform: uppercase; }
summary > span { opacity: .75; }
details > div { padding: 0 .8rem .8rem; border-top: 1px solid var(--line); }
code, pre { font: 14px/1.45 ui-monospace, monospace; }
pre { background: var(--soft); padding: .7rem; border-radius: .4rem; overflow: auto; }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid var(--line); padding: .3rem .5rem; vertical-align: top; white-space: pre-line; }
`

type Piece = ReturnType<typeof html>

/** The OpenAPI document as one page that needs no script and no network. */
export async function renderDocsPage(api: OpenApiDocument): Promise<string> {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${api.info.title} API</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <h1>${api.info.title} API</h1>
        <p>
          ${api.info.description} Version ${api.info.version}; machine-readable:
          <a href="/openapi.json">/openapi.json</a>.
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
        )}
      </body>
    </html>`
  return page.toString()
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
          ...Object.entries(content).map(([type, { schema }]) => html`${type}: ${nameType(schema)}`),
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
  return typeof type === 'string' ? type : ''
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
