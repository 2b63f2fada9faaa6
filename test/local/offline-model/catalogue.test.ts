import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type App, loadCatalogue } from '../../../local/offline-model/catalogue.ts'
import { languages } from '../../../local/offline-model/language.ts'
import { renderApp } from '../../../local/offline-model/render.ts'
import { normalizePaths } from '../../../src/projects/paths.ts'
import { findFaults } from '../../support/find-faults.ts'

const catalogue = await loadCatalogue()
const apps = [...catalogue.apps, catalogue.generic]
const cases = apps.flatMap((app) => languages.map((language) => ({ id: app.id, language, app })))
const folder = fileURLToPath(new URL('../../../local/offline-model/catalogue/', import.meta.url))

test('there are at least ten apps and a generic starter', () => {
  expect(catalogue.apps.length).toBeGreaterThanOrEqual(10)
})

test.each(cases)('$id in $language: files parse, tags are closed, links resolve', ({ app, language }) => {
  const files = renderApp(app, { language, title: app.title[language], request: 'a request' })
  expect(findFaults(files)).toEqual([])
  expect(normalizePaths(files.keys())).toMatchObject({ ok: true })
  expect([...files.keys()]).toEqual(expect.arrayContaining(['index.html', 'README.md']))
})

test.each(cases)('$id in $language: titles full of markup and quotes harm no file', ({ app, language }) => {
  const title = `</title><script>'"\`\${1}\\*/&{{x}}</script>`
  const files = renderApp(app, { language, title, request: title })
  expect(findFaults(files)).toEqual([])
  expect(files.get('index.html')).toContain('<title>&lt;/title&gt;&lt;script&gt;')
  expect(files.get('README.md')).toContain('# &lt;/title&gt;&lt;script&gt;')
  expect(files.get('README.md')).toContain('- `index.html`: ')
})

test.each(cases)(
  '$id in $language: pages work from disk, with no network, modules or inline code',
  ({ app, language }) => {
    const files = renderApp(app, { language, title: 'A title', request: '' })
    const html = files.get('index.html') ?? ''
    expect(html).toContain(`<html lang="${language}">`)
    expect(html).not.toMatch(/type="module"|<style|\son\w+="|\sstyle="|<script>/)
    for (const [path, content] of files) {
      const urls = content.replaceAll('http://www.w3.org/2000/svg', '').match(/https?:\/\/|@import|\/\/cdn/g)
      expect(urls, path).toBeNull()
      expect(content, path).not.toMatch(/\beval\(|innerHTML|document\.write|new Function/)
    }
  },
)

test.each(apps)('$id: every string is used, and no Russian is left in the English files', (app) => {
  const templates = [...app.files.values()].map(({ template }) => template.en + template.ru).join('\n')
  const unused = Object.keys(app.strings).filter((name) => !templates.includes(`{{${name}}}`))
  expect(unused.filter((name) => name !== 'storageNote')).toEqual([])
  const english = renderApp(app, { language: 'en', title: 'A title', request: '' })
  for (const [path, content] of english) expect(content, path).not.toMatch(/\p{Script=Cyrillic}/u)
})

test.each(apps)('$id: every file in its folder belongs to it, and is short enough to read', async (app: App) => {
  const names = await readdir(join(folder, app.id))
  const known = [...app.files.keys(), 'app.json']
  expect(names.filter((name) => !known.includes(name.replace(/\.(?:en|ru)\./, '.')))).toEqual([])
  for (const name of names) {
    const lines = (await readFile(join(folder, app.id, name), 'utf8')).split('\n').length
    expect(lines, name).toBeLessThanOrEqual(200)
  }
})

test('a folder that is not a catalogue is refused by name', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'catalogue-'))
  await expect(loadCatalogue(empty)).rejects.toThrow(/shared\.json/)
  await rm(empty, { recursive: true })
})
