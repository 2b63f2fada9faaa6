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

  it('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|https?:/i)
  })
})
