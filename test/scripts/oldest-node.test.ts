// What dist/ holds must run on the oldest Node that is promised: the type checker's view of it, tried on small files.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)

/** Each is newer than Node 20. */
const NEWER = [
  'export const x = Promise.withResolvers<void>()',
  'export const x = Promise.try(() => 1)',
  'export const x = Array.fromAsync([1])',
  'export const x = Object.groupBy([1], String)',
  'export const x = Map.groupBy([1], String)',
  'export const x = new Set([1]).union(new Set([2]))',
  'export const x = new Map([[1, 2]]).keys().toArray()',
  'export const x = new ArrayBuffer(1).transfer()',
  "export const x = RegExp.escape('.')",
  'export const x = Error.isError(1)',
  "export const x = Uint8Array.fromBase64('')",
  'export const x = Math.f16round(1)',
  'export const x = navigator.userAgent',
  "export { glob as x } from 'node:fs'",
  "export { DatabaseSync as x } from 'node:sqlite'",
  'export const x = import.meta.main',
]
const KNOWN = [
  'export const x = [2, 1].toSorted().findLast(Boolean)',
  "export const x = 'x'.isWellFormed()",
  'export const x = AbortSignal.any([AbortSignal.timeout(1)])',
  "export const x = fetch('https://example.com').then((answer) => answer.body)",
  "export { createHash as x } from 'node:crypto'",
]

/** The problems of each file, by its name. */
let told = ''

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-oldest-node-'))
  for (const config of ['tsconfig.base.json', 'tsconfig.dist.json']) await cp(config, join(folder, config))
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  await mkdir(join(folder, 'src'))
  for (const [index, source] of [...NEWER, ...KNOWN].entries()) {
    await writeFile(join(folder, 'src', `sample-${index}.ts`), `${source}\n`)
  }
  const tsc = run(resolve('node_modules/.bin/tsc'), ['-p', 'tsconfig.dist.json', '--pretty', 'false'], { cwd: folder })
  told = (await tsc.catch((failed: { stdout: string }) => failed)).stdout
  await rm(folder, { recursive: true, force: true })
})

describe('the type checker', () => {
  it.each([...NEWER.entries()])('refuses what Node 20 lacks: %i, %s', (index) => {
    expect(told).toContain(`src/sample-${index}.ts(1,`)
  })

  it.each([...KNOWN.entries()])('lets pass what Node 20 has: %i, %s', (index) => {
    expect(told).not.toContain(`src/sample-${NEWER.length + index}.ts(`)
  })
})
