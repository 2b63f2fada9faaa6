// What there is to read in a build.
import { parse } from 'acorn'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

export type BuildRelease = { version: string; commit: string; app_sha256: string }

export async function readRelease(dist: string): Promise<BuildRelease> {
  return JSON.parse(await readFile(join(dist, 'release.json'), 'utf8')) as BuildRelease
}

/** The files of a build; a folder that is none would pass every search. @throws {Error} */
export async function listBuild(dist: string): Promise<string[]> {
  const files = await listFiles(dist)
  const missing = ['app.js', 'node.js', 'release.json'].filter((file) => !files.includes(file))
  if (missing.length > 0) throw new Error(`${dist} is no build: it has no ${missing.join(', no ')}`)
  return files
}

/** Every file below a folder, links included, by its path in there. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
}

/** What a module imports at its start, as it is written there. */
export async function readImports(path: string): Promise<string[]> {
  const program = parse(await readFile(path, 'utf8'), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
  })
  return program.body.flatMap((node) => {
    const fromElsewhere =
      node.type === 'ImportDeclaration' ||
      node.type === 'ExportAllDeclaration' ||
      node.type === 'ExportNamedDeclaration'
    const source = fromElsewhere ? node.source?.value : undefined
    return typeof source === 'string' ? [source] : []
  })
}

export async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}
