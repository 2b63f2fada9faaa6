// What keeps runtimes out of the portable code: the linter's rules, tried on small files that break them.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)

/** Each is wrong for its folder, and for one reason. */
const BAD: [path: string, source: string, rule: string][] = [
  ['src/runs/environment.ts', 'export const port = process.env.PORT', 'no-restricted-globals'],
  ['src/http/bytes.ts', "export const bytes = Buffer.from('x')", 'no-restricted-globals'],
  ['src/projects/read.ts', "export const text = Deno.readTextFileSync('x')", 'no-restricted-globals'],
  ['src/ai/serve.ts', 'export const server = Bun.serve', 'no-restricted-globals'],
  ['src/accounts/here.ts', 'export const here = __dirname', 'no-restricted-globals'],
  ['src/telemetry/load.ts', "export const fs = require('fs')", 'no-restricted-globals'],
  ['functions/environment.ts', 'export const port = process.env.PORT', 'no-restricted-globals'],
  ['src/services/hash.ts', "export { createHash } from 'node:crypto'", 'no-restricted-imports'],
  ['src/config.ts', "export { env } from 'node:process'", 'no-restricted-imports'],
  ['src/app.ts', "export { serve } from '@hono/node-server'", 'no-restricted-imports'],
  ['functions/sockets.ts', "export { connect } from 'cloudflare:sockets'", 'no-restricted-imports'],
  ['src/http/adapter.ts', "export { openApp } from '../adapters/bindings.ts'", 'no-restricted-imports'],
  ['src/http/function.ts', "export { runs } from '../../functions/runs.ts'", 'no-restricted-imports'],
  ['src/runs/context.ts', "export { callerOf } from '../http/context.ts'", 'no-restricted-imports'],
  ['src/projects/app.ts', "export { createApp } from '../app.ts'", 'no-restricted-imports'],
  ['src/services/run.ts', "export { driveRun } from '../runs/drive.ts'", 'no-restricted-imports'],
  ['src/telemetry/store.ts', "export { connectRedis } from '../services/redis.ts'", 'no-restricted-imports'],
  ['src/config.ts', "export { createLog } from './telemetry/log.ts'", 'no-restricted-imports'],
  ['src/errors.ts', "export { parseConfig } from './services/redis.ts'", 'no-restricted-imports'],
  ['functions/local.ts', "export { startServices } from '../src/local/services.ts'", 'no-restricted-imports'],
]
const GOOD: [path: string, source: string][] = [
  [
    'src/adapters/other.ts',
    "import { createHash } from 'node:crypto'\nexport const port = [process.env['PORT'], createHash]\n",
  ],
  ['src/admin/other.ts', "export { createHash } from 'node:crypto'\n"],
  ['src/local/other.ts', "export { createHash } from 'node:crypto'\n"],
  ['src/http/other.ts', "export { driveRun } from '../runs/drive.ts'\n"],
]

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samokoder-layers-'))
  await cp('.oxlintrc.json', join(folder, '.oxlintrc.json'))
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The rules that a file breaks, with no other file beside it. */
async function lint(path: string, source: string): Promise<string[]> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, source)
  const { stdout } = await run(resolve('node_modules/.bin/oxlint'), ['-A', 'all', '--format=json', path], {
    cwd: folder,
  }).catch((failed: { stdout: string }) => failed)
  await rm(file)
  return (JSON.parse(stdout) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code)
}

describe('the linter', () => {
  it.each(BAD)('refuses in %s: %s', async (path, source, rule) => {
    expect(await lint(path, `${source}\n`)).toEqual([expect.stringContaining(rule)])
  })

  it.each(GOOD)('lets pass in %s what belongs there', async (path, source) => {
    expect(await lint(path, source)).toEqual([])
  })
})
