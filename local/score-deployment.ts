// `npm run factors [-- --json] [-- --verbose]`: starts a deployment of two web processes and a worker over backing
// services of its own, examines it, this checkout and its build, and stops everything again.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createLauncher } from '../src/cli/factors/launcher.ts'
import { describeScorecard, examine } from '../src/cli/factors/examine.ts'
import { parseConfig } from '../src/config.ts'
import { saveScorecard } from '../src/services/published.ts'
import { connectRedis } from '../src/services/redis.ts'
import { toPrintable } from '../src/telemetry/printable.ts'
import { startServices } from './services.ts'

const values = readOptions()

const folder = await mkdtemp(join(tmpdir(), 'samokoder-factors-'))
const services = await startServices({ dataDir: folder, database: 'in memory' }, {})
const launcher = createLauncher('dist', services.environment)
let stopping: Promise<void> | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(1)))

let exitCode = 1
try {
  const [first, second] = await Promise.all([launcher.start('node'), launcher.start('node'), launcher.start('worker')])
  const config = parseConfig(services.environment)
  const subject = { checkout: '.', dist: 'dist', urls: [first.url, second.url], config, launcher }
  const scorecard = await examine(subject, { onProgress: showProgress })
  await saveScorecard(connectRedis(config), scorecard)
  const lines =
    values.json === true ? [JSON.stringify(scorecard)] : describeScorecard(scorecard, values.verbose === true)
  process.stdout.write(lines.map((line) => `${toPrintable(line)}\n`).join(''))
  exitCode = scorecard.factors.every(({ result }) => result === 'pass') ? 0 : 1
} finally {
  await stop()
}
process.exit(exitCode)

function stop(): Promise<void> {
  stopping ??= (async () => {
    await launcher.stopAll()
    await services.close()
    await rm(folder, { recursive: true, force: true })
  })()
  return stopping
}

function readOptions() {
  try {
    return parseArgs({ options: { json: { type: 'boolean' }, verbose: { type: 'boolean' } } }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return process.exit(2)
  }
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`)
}
