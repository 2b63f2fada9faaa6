import { describe, expect, it } from 'vitest'
import { makeStack } from '../support/stack.ts'

const FILES = { script: 'studio-AAAA.js', style: 'studio-BBBB.css', preloads: ['part-CCCC.js'] }

async function openPage(variables: Record<string, string>, bindings: Record<string, unknown>) {
  const { app } = makeStack(variables)
  const response = await app.fetch(new Request('http://test.local/'), bindings)
  return {
    status: response.status,
    type: response.headers.get('Content-Type'),
    policy: response.headers.get('Content-Security-Policy') ?? '',
    html: await response.text(),
  }
}

describe('the page at /', () => {
  it('loads the files of the build, and a policy allows these alone, with no script in the page', async () => {
    const { status, type, policy, html } = await openPage({}, { studio: FILES, servesStudio: true })
    expect([status, type]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(html).toContain('<script type="module" src="assets/studio-AAAA.js"></script>')
    expect(html).toContain('href="assets/studio-BBBB.css"')
    expect(html).toContain('href="assets/part-CCCC.js"')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+=|<style/)
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(policy).toContain("frame-ancestors 'none'")
  })

  it('may show previews in frames, at this host and at those that they have of their own', async () => {
    const bindings = { studio: FILES, servesStudio: true }
    expect((await openPage({}, bindings)).policy).toContain("frame-src 'self';")
    const { policy } = await openPage({ PREVIEW_URL: 'https://{project}.preview.example' }, bindings)
    expect(policy).toContain("frame-src 'self' https://*.preview.example;")
  })

  it('takes them from STUDIO_URL, also on a runtime that serves none', async () => {
    const { policy, html } = await openPage({ STUDIO_URL: 'https://cdn.example/studio' }, { studio: FILES })
    expect(html).toContain('src="https://cdn.example/studio/assets/studio-AAAA.js" crossorigin')
    expect(policy).toContain("script-src 'self' https://cdn.example;")
  })

  it.each([
    ['it is off', { STUDIO: 'off' }, { studio: FILES, servesStudio: true }],
    ['nobody serves its files', {}, { studio: FILES }],
    ['the build has none', {}, { servesStudio: true }],
  ])('leads to /docs where %s', async (_why, variables, bindings) => {
    const { status, html } = await openPage(variables, bindings)
    expect(status).toBe(200)
    expect(html).toContain('<a href="docs">')
    expect(html).not.toContain('<script')
  })
})

describe('what browsers ask besides', () => {
  const { app } = makeStack()

  it('is answered: a picture for the tab, and /docs/ leads to /docs', async () => {
    const picture = await app.fetch(new Request('http://test.local/favicon.ico'))
    expect([picture.status, picture.headers.get('Content-Type')]).toEqual([200, 'image/svg+xml'])
    expect(await picture.text()).toMatch(/^<svg /)
    const docs = await app.fetch(new Request('http://test.local/docs/'))
    expect([docs.status, docs.headers.get('Location')]).toEqual([308, '../docs'])
  })
})
