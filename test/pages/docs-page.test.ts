import { describe, expect, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { renderDocsPage } from '../../src/pages/docs-page.ts'
import { describeApi } from '../../src/http/openapi.ts'

describe('the page at /docs', async () => {
  const page = await renderDocsPage(describeApi(functions))

  it('shows every route', () => {
    for (const { contracts } of functions) {
      for (const { path, summary } of contracts) {
        expect(page).toContain(`<code>${path}</code>`)
        expect(page).toContain(summary)
      }
    }
  })

  it('tells the type of each parameter, and leads from each answer to its schema', () => {
    expect(page.replace(/\s+/g, ' ')).toMatch(/<td>limit<\/td> *<td>query<\/td> *<td>integer<\/td>/)
    expect(page).toContain('application/json: <a href="#ProjectPage">ProjectPage</a>')
    for (const [, id] of page.matchAll(/<a href="#([^"]+)"/g)) expect(page).toContain(`<details id="${id}">`)
  })

  it('loads nothing and runs nothing', () => {
    // Texts may name addresses.
    expect(page).not.toMatch(/<script|<link|<img|src=|(?:href|action)="?https?:/i)
  })
})
