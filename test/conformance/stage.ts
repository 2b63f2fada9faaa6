// What the tests of one project stand on. The database is in another process: one that works leaves no time to answer
// to what shares its process, and nobody waits long for Redis.
import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { startServices } from '../../local/services.ts'
import { redisKeys } from '../../src/services/redis-keys.ts'
import { parseConfig } from '../../src/config.ts'
import { connectRedis } from '../../src/services/redis.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { describeRelease } from '../../src/telemetry/release.ts'
import { startRuntime, type Running, type Runtime } from './runtimes.ts'
import type { Suite } from './site.ts'
import { startSuiteModel } from './suite-model.ts'
import { startWitness } from './witness.ts'

const BODY_LIMIT_BYTES = 16_384
/** So that there can be a request to a model that is sent on in pieces. */
const MODEL_BODY_LIMIT_BYTES = 1_500_000
const HEARTBEAT_MS = 5000
const HOUR_MS = 3_600_000
const RATE_LIMIT = '100000'
/** As if as many requests as the limit had passed. KEYS[1]: the log. ARGV: how many, when. */
const FILL_LOG = "for i = 1, tonumber(ARGV[1]) do redis.call('LPUSH', KEYS[1], ARGV[2]) end"
const OPERATOR_TOKEN = 'operator-of-the-conformance-suite'
const MODEL = { AI_API_KEY: 'k', AI_MODELS: 'm' }

/** Short where a case waits for it to pass, and else so long that a busy machine does not reach it. */
const TIMES = {
  AI_FIRST_TOKEN_TIMEOUT_MS: '25000',
  AI_IDLE_TIMEOUT_MS: '6000',
  EVENTS_POLL_MS: '200',
  EVENTS_HEARTBEAT_MS: String(HEARTBEAT_MS),
  RUN_LEASE_SECONDS: '120',
  SERVICE_TIMEOUT_MS: '120000',
  SHUTDOWN_GRACE_SECONDS: '120',
}

export type Stage = {
  suite: Suite
  /** All that a process is told. */
  environment: Record<string, string>
  /** A folder for this runtime alone, with nothing in it but `dist/`. */
  copyBuild: (runtime: Runtime) => Promise<string>
  start: (runtime: Runtime) => Promise<Running>
  close: () => Promise<void>
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-conformance-'))
  const database = inject('database')
  const redis = await startServices({ dataDir: join(folder, 'data'), database: 'in memory' }, { ...database, ...MODEL })
  const services = { ...database, ...redis.environment }
  const model = await startSuiteModel()
  const witness = await startWitness(services)
  const environment = {
    ...services,
    ...witness.environment,
    ...MODEL,
    ...TIMES,
    AI_BASE_URL: model.url,
    AI_MAX_RETRIES: '0',
    RUN_WAIT_MAX_SECONDS: '0',
    MAX_BODY_BYTES: String(BODY_LIMIT_BYTES),
    AI_MAX_BODY_BYTES: String(MODEL_BODY_LIMIT_BYTES),
    PREVIEW_URL: 'http://{project}.preview.test',
    TRUSTED_HOPS: '1',
    RATE_LIMIT_PER_ACCOUNT: RATE_LIMIT,
    RATE_LIMIT_PER_ADDRESS: RATE_LIMIT,
    METRICS_TOKEN: OPERATOR_TOKEN,
    // For webhooks, whose receiver is on this machine, or is not there.
    ALLOW_PRIVATE_ADDRESSES: 'true',
    // So the page is the same where no files are served.
    STUDIO_URL: 'https://studio.example',
    HOST: '127.0.0.1',
  }
  const appSha256 = createHash('sha256')
    .update(await readFile('dist/app.js'))
    .digest('hex')
  const copyBuild = async (runtime: Runtime) => {
    await cp('dist', join(folder, runtime, 'dist'), { recursive: true })
    return join(folder, runtime)
  }
  const started: Running[] = []
  return {
    suite: {
      model,
      witness,
      release: await describeRelease({ commit: '', appSha256 }, parseConfig(environment)),
      jwtSecret: database['SUPABASE_JWT_SECRET'] ?? '',
      operatorToken: OPERATOR_TOKEN,
      ...pastTheApi({ ...services, ...MODEL }),
      bodyLimitBytes: BODY_LIMIT_BYTES,
      modelBodyLimitBytes: MODEL_BODY_LIMIT_BYTES,
      heartbeatMs: HEARTBEAT_MS,
    },
    environment,
    copyBuild,
    start: async (runtime) => {
      const running = await startRuntime(runtime, { folder: await copyBuild(runtime), environment })
      started.push(running)
      return running
    },
    close: async () => {
      await Promise.all(started.map((running) => running.stop()))
      await witness.close()
      await model.close()
      await redis.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What the cases look up and set where no route leads. */
function pastTheApi(services: Record<string, string>): Pick<Suite, 'ledgerOf' | 'makeRunElsewhere' | 'spendTurns'> {
  const config = parseConfig(services)
  const database = connectAsService(config)
  return {
    ledgerOf: async (userId) => rowsOf(await database.from('usage_ledger').select().eq('owner_id', userId)),
    makeRunElsewhere: async ({ token }, projectId, prompt) => {
      const run = { kind: undefined, prompt, model: MODEL.AI_MODELS }
      const { id } = await createRun(connectAsUser(config, token), projectId, run, Number(TIMES.RUN_LEASE_SECONDS))
      return id
    },
    spendTurns: (scope, who) =>
      connectRedis(config).eval(FILL_LOG, [redisKeys.rate(scope, who)], [RATE_LIMIT, String(Date.now() + HOUR_MS)]),
  }
}
