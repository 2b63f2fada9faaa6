import { describe, expect, it } from 'vitest'
import { makeStack } from '../support/stack.ts'

const FILES = { script: 'reference-AAAA.js', style: 'reference-BBBB.css', preloads: [] }

async function openPage(variables: Record<string, string>, bindings: Record<string, unknown>) {
  const { app } = makeStack(variables)
  const response = await app.fetch(new Request('http://test.local/docs'), bindings)
  expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=UTF-8'])
  return { policy: response.headers.get('Content-Security-Policy') ?? '', html: await response.text() }
}

describe('the page at /docs', () => {
  it('loads the files of the build, and a policy allows these alone, with no script in the page', async () => {
    const { policy, html } = await openPage({}, { reference: FILES, servesStudio: true })
    expect(html).toContain('<script type="module" src="assets/reference-AAAA.js"></script>')
    expect(html).toContain('<link rel="stylesheet" href="assets/reference-BBBB.css">')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+="/)
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self' 'sha256-[^']+'; img-src 'self' data:;/,
    )
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
  })

  it('has all there is to read also where no script runs', async () => {
    const { html } = await openPage({}, { reference: FILES, servesStudio: true })
    expect(html).toMatch(/<main id="plain">[^]*<code>\/api\/projects<\/code>[^]*<\/main>/)
  })

  it('is interactive with the Studio off, and takes its files from STUDIO_URL', async () => {
    const off = await openPage({ STUDIO: 'off' }, { reference: FILES, servesStudio: true })
    expect(off.html).toContain('src="assets/reference-AAAA.js"')
    const { policy, html } = await openPage({ STUDIO_URL: 'https://cdn.example/studio' }, { reference: FILES })
    expect(html).toContain('src="https://cdn.example/studio/assets/reference-AAAA.js" crossorigin')
    expect(policy).toContain("script-src 'self' https://cdn.example;")
  })

  it.each([
    ['nobody serves its files', { reference: FILES }],
    ['the build has none', { servesStudio: true }],
  ])('is the page to read where %s', async (_why, bindings) => {
    const { policy, html } = await openPage({}, bindings)
    expect(html).not.toMatch(/<script|id="reference"/)
    expect(policy).not.toContain('script-src')
  })
})
