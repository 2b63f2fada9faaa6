// What keeps runtimes out of the portable code: the linter's rules, tried on small files that break them.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)

/** Each is wrong for its folder, and for one reason. */
const BAD: [path: string, source: string, rule: string][] = [
  // What only some runtimes have.
  ['src/runs/environment.ts', 'export const port = process.env.PORT', 'no-restricted-globals'],
  ['src/http/bytes.ts', "export const bytes = Buffer.from('x')", 'no-restricted-globals'],
  ['src/projects/read.ts', "export const text = Deno.readTextFileSync('x')", 'no-restricted-globals'],
  ['src/gateway/serve.ts', 'export const server = Bun.serve', 'no-restricted-globals'],
  ['src/accounts/here.ts', 'export const here = __dirname', 'no-restricted-globals'],
  ['src/telemetry/load.ts', "export const fs = require('fs')", 'no-restricted-globals'],
  ['src/generation/environment.ts', 'export const port = process.env.PORT', 'no-restricted-globals'],
  ['src/checks/environment.ts', 'export const port = process.env.PORT', 'no-restricted-globals'],
  ['src/pages/environment.ts', 'export const port = process.env.PORT', 'no-restricted-globals'],
  ['functions/environment.ts', 'export const port = process.env.PORT', 'no-restricted-globals'],
  // What the oldest Node that is promised lacks.
  ['src/services/socket.ts', "export const socket = new WebSocket('wss://x')", 'no-restricted-globals'],
  ['src/services/hash.ts', "export { createHash } from 'node:crypto'", 'no-restricted-imports'],
  ['src/config.ts', "export { env } from 'node:process'", 'no-restricted-imports'],
  ['src/app.ts', "export { serve } from '@hono/node-server'", 'no-restricted-imports'],
  ['functions/sockets.ts', "export { connect } from 'cloudflare:sockets'", 'no-restricted-imports'],
  // The rim is imported by nothing portable.
  ['src/app.ts', "export { openApp } from './adapters/bindings.ts'", 'no-restricted-imports'],
  ['src/http/adapter.ts', "export { openApp } from '../adapters/bindings.ts'", 'no-restricted-imports'],
  ['src/runs/command.ts', "export { addSweep } from '../cli/commands/sweep.ts'", 'no-restricted-imports'],
  ['functions/local.ts', "export { startServices } from '../local/services.ts'", 'no-restricted-imports'],
  ['src/app.ts', "export { startServices } from '../local/services.ts'", 'no-restricted-imports'],
  ['src/generation/local.ts', "export { startServices } from '../../local/services.ts'", 'no-restricted-imports'],
  ['src/checks/links/build.ts', "export { build } from '../../../scripts/build.ts'", 'no-restricted-imports'],
  // A layer knows none above it, and no room beside it.
  ['functions/app.ts', "export { createApp } from '../src/app.ts'", 'no-restricted-imports'],
  ['src/http/function.ts', "export { runs } from '../../functions/runs.ts'", 'no-restricted-imports'],
  ['src/http/page.ts', "export { renderDocsPage } from '../pages/docs-page.ts'", 'no-restricted-imports'],
  ['src/pages/function.ts', "export { runs } from '../../functions/runs.ts'", 'no-restricted-imports'],
  ['src/generation/context.ts', "export { callerOf } from '../http/context.ts'", 'no-restricted-imports'],
  ['src/preview/generate.ts', "export { edit } from '../generation/pipelines/edit.ts'", 'no-restricted-imports'],
  ['src/runs/context.ts', "export { callerOf } from '../http/context.ts'", 'no-restricted-imports'],
  ['src/runs/check.ts', "export { checkProject } from '../checks/check-project.ts'", 'no-restricted-imports'],
  ['src/checks/run.ts', "export { driveRun } from '../runs/drive.ts'", 'no-restricted-imports'],
  ['src/projects/app.ts', "export { createApp } from '../app.ts'", 'no-restricted-imports'],
  ['src/projects/call.ts', "export { askModels } from '../gateway/ask-models.ts'", 'no-restricted-imports'],
  ['src/gateway/context.ts', "export { callerOf } from '../http/context.ts'", 'no-restricted-imports'],
  ['src/gateway/run.ts', "export { driveRun } from '../runs/drive.ts'", 'no-restricted-imports'],
  ['src/accounts/project.ts', "export { readFiles } from '../projects/blobs.ts'", 'no-restricted-imports'],
  ['src/services/run.ts', "export { driveRun } from '../runs/drive.ts'", 'no-restricted-imports'],
  ['src/telemetry/store.ts', "export { connectRedis } from '../services/redis.ts'", 'no-restricted-imports'],
  ['src/config.ts', "export { createLog } from './telemetry/log.ts'", 'no-restricted-imports'],
  // The client of the API knows it by its document alone.
  ['src/client/run.ts', "export { endsRun } from '../runs/events.ts'", 'no-restricted-imports'],
  ['src/client/error.ts', "export { AppError } from '../errors.ts'", 'no-restricted-imports'],
  ['src/client/environment.ts', 'export const port = process.env.PORT', 'no-restricted-globals'],
  ['src/http/client.ts', "export { createClient } from '../client/client.ts'", 'no-restricted-imports'],
  ['src/errors.ts', "export { parseConfig } from './config.ts'", 'no-restricted-imports'],
]
const GOOD: [path: string, source: string][] = [
  [
    'src/adapters/other.ts',
    "import { createHash } from 'node:crypto'\nexport const port = [process.env['PORT'], createHash]\n",
  ],
  ['src/cli/other.ts', "export { createHash } from 'node:crypto'\n"],
  ['local/other.ts', "export { createHash } from 'node:crypto'\n"],
  ['scripts/other.ts', "export { createHash } from 'node:crypto'\n"],
  ['src/http/other.ts', "export { watchRun } from '../runs/watch.ts'\n"],
  ['src/pages/other.ts', "export { describeApi } from '../http/openapi.ts'\n"],
  ['src/generation/other.ts', "export { checkProject } from '../checks/check-project.ts'\n"],
  ['src/checks/other.ts', "export { checkScripts } from './scripts/check-scripts.ts'\n"],
  ['src/services/other.ts', "export { createMeter } from '../telemetry/metrics.ts'\n"],
]

/** The files of one run of the linter: a path stands once in it. */
const BATCHES = [...BAD, ...GOOD].reduce<Map<string, string>[]>((batches, [path, source]) => {
  const batch = batches.find((candidate) => !candidate.has(path)) ?? batches[batches.push(new Map()) - 1]
  batch?.set(path, source)
  return batches
}, [])
/** The rules that a source breaks where it stands. */
const broken = new Map<string, string[]>()
const keyOf = (path: string, source: string) => `${path}: ${source}`

beforeAll(async () => {
  for (const files of BATCHES) await lint(files)
})

async function lint(files: Map<string, string>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-layers-'))
  await cp('oxlint.config.ts', join(folder, 'oxlint.config.ts'))
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  for (const [path, source] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `${source}\n`)
  }
  const { stdout } = await run(resolve('node_modules/.bin/oxlint'), ['-A', 'all', '--format=json', ...files.keys()], {
    cwd: folder,
  }).catch((failed: { stdout: string }) => failed)
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
  for (const [path, source] of files) {
    const found = diagnostics.filter(({ filename }) => filename === path).map(({ code }) => code)
    broken.set(keyOf(path, source), found)
  }
  await rm(folder, { recursive: true, force: true })
}

describe('the linter', () => {
  it.each(BAD)('refuses in %s: %s', (path, source, rule) => {
    expect(broken.get(keyOf(path, source))).toEqual([expect.stringContaining(rule)])
  })

  it.each(GOOD)('lets pass in %s what belongs there', (path, source) => {
    expect(broken.get(keyOf(path, source))).toEqual([])
  })
})
