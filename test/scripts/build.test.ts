import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LEFT_OUT } from '../../scripts/leave-out.ts'
import { readFirstView } from '../support/first-view.ts'

const run = promisify(execFile)
const folders: string[] = []
/** What each part of app.js is, with its size. */
let parts = ''

beforeAll(async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'samokoder-build-'))
    folders.push(folder)
    const env = { ...process.env, SOURCE_COMMIT: 'c0ffee' }
    parts = (await run(process.execPath, ['scripts/build.ts', folder, '--analyze'], { env })).stdout
  }
})
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .toSorted()
}

describe('the build', () => {
  it('gives the same bytes twice', async () => {
    const [first = '', second = ''] = folders
    const files = await filesIn(first)
    expect(await filesIn(second)).toEqual(files)
    for (const file of files) expect(await readFile(join(second, file))).toEqual(await readFile(join(first, file)))
  })

  it('notes version, commit and the SHA-256 of app.js, and bakes the hash into every entry', async () => {
    const [folder = ''] = folders
    const hash = createHash('sha256')
      .update(await readFile(join(folder, 'app.js')))
      .digest('hex')
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
    const release: unknown = JSON.parse(await readFile(join(folder, 'release.json'), 'utf8'))
    expect(release).toEqual({ version, commit: 'c0ffee', app_sha256: hash })
    for (const entry of ['node', 'workers', 'bun', 'deno', 'vercel', 'lambda', 'supabase']) {
      const source = await readFile(join(folder, `${entry}.js`), 'utf8')
      expect(source).toContain(hash)
      expect(source).toMatch(/from ["']\.\/app\.js["']/)
    }
  })

  // That each of them is still imported, and so is left out, is checked by the build itself.
  it('holds nothing of a module that is left out', () => {
    expect(parts).toContain('node_modules/zod/v4/core/schemas.js')
    for (const name of LEFT_OUT.keys()) expect(parts).not.toContain(`node_modules/${name}`)
  })

  it('leaves no variable in app.js that a library would read by itself', async () => {
    const app = await readFile(join(folders[0] ?? '', 'app.js'), 'utf8')
    expect(app).not.toMatch(/\bprocess\b[?.\s]*\.env\b(?!\[')|\bDeno\b[?.\s]*\.env\b/)
  })

  it('keeps the Studio out of app.js, and its first view under 250 kB without the editor', async () => {
    const [folder = ''] = folders
    expect(parts).not.toMatch(/preact|codemirror|swagger|pages\/(?:studio|reference)\//)
    const files = await readFirstView(folder)
    expect(files.length).toBeGreaterThanOrEqual(2)
    const bytes = files.map((file) => gzipSync(file, { level: 9 }).byteLength)
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000)
    for (const file of files) expect(file.toString()).not.toContain('cm-content')
  })

  it('leaves no trace of a runtime in app.js', async () => {
    const app = await readFile(join(folders[0] ?? '', 'app.js'), 'utf8')
    // So the build writes what it imports; the sources within templates have other quotes.
    expect(app).not.toMatch(/\b(?:from|import\(?)"(?:node:|bun|cloudflare:)/)
  })
})
