// `npm run test:conformance`: the same build as a real process on every runtime, the same cases on each, and a table.
// `--only=bun,deno` leaves other runtimes out (Node stays: the others are held to it), `--cases=text` other cases;
// `--dist=folder` takes another build.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../../src/config.ts'
import { redisKeys } from '../../src/services/redis-keys.ts'
import { startServices } from '../../local/services.ts'
import { connectRedis } from '../../src/services/redis.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { groups } from './cases/index.ts'
import { runChecks } from './checks.ts'
import { runColumns } from './columns.ts'
import { printCoverage } from './coverage.ts'
import { lifecycle } from './lifecycle.ts'
import { mixedFleet } from './mixed-fleet.ts'
import { printReport } from './report.ts'
import { RUNTIMES, startRuntime, type Running, type Runtime } from './runtimes.ts'
import { openSite, type Suite } from './site.ts'
import { startSuiteModel } from './suite-model.ts'
import { swappedServices } from './swapped-services.ts'
import { startWitness } from './witness.ts'

const BODY_LIMIT_BYTES = 16_384
const HEARTBEAT_MS = 4000
const HOUR_MS = 3_600_000
const RATE_LIMIT = '100000'
/** As if as many requests as the limit had passed. KEYS[1]: the log. ARGV: how many, when. */
const FILL_LOG = "for i = 1, tonumber(ARGV[1]) do redis.call('LPUSH', KEYS[1], ARGV[2]) end"
const OPERATOR_TOKEN = 'operator-of-the-conformance-suite'

const option = (name: string) => process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3)
const only = option('only')?.split(',')
const wanted = option('cases') ?? ''
const dist = option('dist') ?? 'dist'

// Supabase Lite prints every refused query, and the cases refuse many.
console.error = () => undefined
const folder = await mkdtemp(join(tmpdir(), 'samokoder-conformance-'))
const services = await startServices({ dataDir: join(folder, 'data'), database: 'in memory' }, {})
const config = parseConfig({ ...services.environment, AI_API_KEY: 'k', AI_MODELS: 'm' })
const database = connectAsService(config)
const model = await startSuiteModel()
const witness = await startWitness(services.environment)
const environment = {
  ...services.environment,
  ...witness.environment,
  AI_BASE_URL: model.url,
  AI_API_KEY: 'k',
  AI_MODELS: 'm',
  AI_MAX_RETRIES: '0',
  AI_FIRST_TOKEN_TIMEOUT_MS: '14000',
  AI_IDLE_TIMEOUT_MS: '1500',
  MAX_BODY_BYTES: String(BODY_LIMIT_BYTES),
  EVENTS_POLL_MS: '50',
  EVENTS_HEARTBEAT_MS: String(HEARTBEAT_MS),
  RUN_LEASE_SECONDS: '6',
  TRUSTED_HOPS: '1',
  RATE_LIMIT_PER_ACCOUNT: RATE_LIMIT,
  RATE_LIMIT_PER_ADDRESS: RATE_LIMIT,
  METRICS_TOKEN: OPERATOR_TOKEN,
  HOST: '127.0.0.1',
}
const shared = {
  model,
  witness,
  jwtSecret: services.environment['SUPABASE_JWT_SECRET'] ?? '',
  operatorToken: OPERATOR_TOKEN,
  ledgerOf: async (userId: string) => rowsOf(await database.from('usage_ledger').select().eq('owner_id', userId)),
  spendTurns: (scope: 'account' | 'address', who: string) =>
    connectRedis(config).eval(FILL_LOG, [redisKeys.rate(scope, who)], [RATE_LIMIT, String(Date.now() + HOUR_MS)]),
  bodyLimitBytes: BODY_LIMIT_BYTES,
  heartbeatMs: HEARTBEAT_MS,
}

const folderOf = (runtime: Runtime) => join(folder, runtime)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const started: Running[] = []
let failures = 1
try {
  for (const runtime of [...RUNTIMES, 'wrangler', 'supabase'] as const) {
    await cp(dist, join(folderOf(runtime), 'dist'), { recursive: true })
  }
  for (const runtime of RUNTIMES.filter((one) => one === 'node' || (only?.includes(one) ?? true))) {
    started.push(await startRuntime(runtime, { folder: folderOf(runtime), environment }))
  }
  const suite: Suite = { ...shared, built: await readFile(join(folderOf('node'), 'dist', 'app.js')) }
  const sites = await Promise.all(started.map((running) => openSite(running, suite)))
  failures = printReport(await runColumns(sites, groups, wanted), groups)
  if (wanted === '') failures += printCoverage(sites)
  if ('mixed fleet'.includes(wanted)) failures += await runChecks('mixed fleet', mixedFleet(started))
  if ('lifecycle'.includes(wanted))
    failures += await runChecks('lifecycle', lifecycle({ folderOf, environment, suite }))
  if ('services'.includes(wanted)) {
    const swapped = await swappedServices(folderOf('node'), model)
    failures += await runChecks('services swapped by URL', swapped.checks)
    await swapped.close()
  }
} finally {
  await Promise.all(started.map((running) => running.stop()))
  await witness.close()
  await model.close()
  await services.close()
  await rm(folder, { recursive: true, force: true })
}
const seconds = Math.round(performance.now() / 1000)
process.stdout.write(`\n${failures === 0 ? 'All equal' : `${failures} failures`} after ${seconds} s\n`)
process.exit(failures === 0 ? 0 : 1)
