import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { docsPolicy, renderDocs, renderDocsPage } from '../../src/pages/docs-page.ts'
import { describeApi } from '../../src/http/openapi.ts'

describe('the page at /docs that needs no script', async () => {
  const api = await describeApi(functions)
  const page = renderDocsPage('Samokoder', await renderDocs(api), '')

  it('shows every route', () => {
    for (const { contracts } of functions) {
      for (const { path, summary } of contracts) {
        expect(page).toContain(`<code>${path}</code>`)
        expect(page).toContain(summary)
      }
    }
  })

  it('tells the type of each parameter, and leads from each answer to its schema', () => {
    expect(page.replace(/\s+/g, ' ')).toMatch(/<td>limit<\/td> *<td>query<\/td> *<td>integer, from 1 to \d+<\/td>/)
    expect(page).toContain('application/json: <a href="#ProjectPage">ProjectPage</a>')
    for (const [, id] of page.matchAll(/<a href="#([^"]+)"/g)) expect(page).toContain(`<details id="${id}">`)
  })

  it('has an example for each type of an event', () => {
    const events = Object.entries(api.components.schemas).filter(([id]) => /^(?!Run|ModelResponse)\w+Event$/.test(id))
    expect(events.length).toBeGreaterThan(25)
    for (const [id, schema] of events) expect(schema['examples'], id).toHaveLength(1)
  })

  it('loads nothing but a picture for its tab, runs nothing, and has a policy that says so', async () => {
    // Texts may name addresses.
    expect(page).not.toMatch(/<script|<link (?!rel="icon")|<img|src=|(?:href|action)="?https?:/i)
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    const policy = await docsPolicy(undefined)
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}';`)
    expect(policy).not.toMatch(/script-src|unsafe/)
  })
})
