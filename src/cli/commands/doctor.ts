import type { Command } from 'commander'
import type { Config } from '../../config.ts'
import { modelsEndpoint, targetOf } from '../../gateway/resolve-model.ts'
import { askPlainly, probeServices, type ServiceState } from '../../services/probes.ts'
import { connectRedis } from '../../services/redis.ts'
import { connectAsService, rowsOf } from '../../services/supabase.ts'
import { attachLocalStack } from '../local-stack.ts'
import { EXIT, perform, readConfig, Refusal, messageOf, type Result } from '../command.ts'
import { migrations } from '../migrations.ts'

type Finding = { name: string; result: 'ok' | 'failed' | 'warning'; evidence: string; fix?: string }

const CLOCK_TOLERANCE_MS = 5000
const MODELS_TIMEOUT_MS = 5000

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('check configuration, services, schema, clocks and permissions')
    .description('Checks what this environment stands on, changes nothing, and tells how to mend what is wrong.')
  perform(command, async () => {
    attachLocalStack()
    return diagnose(readConfig())
  })
}

async function diagnose(config: Config): Promise<Result> {
  const services = await lookAtServices(config)
  const isUp = (name: ServiceState['name']) => services.find((service) => service.name === name)?.ok === true
  const findings: Finding[] = [
    { name: 'configuration', result: 'ok', evidence: 'every variable is valid' },
    ...services.map(describeService),
    ...(isUp('data') ? await attempt('data', () => checkData(config)) : []),
    ...(isUp('redis') ? await checkRedis(config) : []),
    ...(isUp('ai') ? [await checkModels(config)] : []),
  ]
  const away = services.filter(({ required, ok }) => required && !ok)
  if (away.length === services.filter(({ required }) => required).length) throw allAway(away, findings)
  return {
    data: { findings },
    lines: findings.flatMap(({ name, result, evidence, fix }) => [
      `${{ ok: '✓', failed: '✗', warning: '!' }[result]} ${name.padEnd(16)} ${evidence}`,
      ...(fix === undefined ? [] : [`  ${fix}`]),
    ]),
    ok: findings.every(({ result }) => result !== 'failed'),
  }
}

/** All are asked once more where one did not answer: it may have been waking up, or its machine may be busy. */
async function lookAtServices(config: Config): Promise<ServiceState[]> {
  const look = () => probeServices({ config, models: modelsEndpoint(config) })
  const services = await look()
  return services.every(({ ok }) => ok) ? services : look()
}

function allAway(away: ServiceState[], findings: Finding[]): Refusal {
  const hint = findings.flatMap(({ fix }) => fix ?? []).join('\n')
  return new Refusal(
    'unreachable',
    `${away.map(({ name }) => name).join(' and ')} cannot be reached.`,
    hint,
    EXIT.unavailable,
  )
}

/** A service that goes away between two questions is a finding too. */
async function attempt(service: keyof typeof VARIABLES, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (error) {
    const evidence = messageOf(error)
    const fix = `See that the service of ${VARIABLES[service]} keeps running.`
    return [{ name: `service ${service}`, result: 'failed', evidence, fix }]
  }
}

const VARIABLES = {
  data: 'SUPABASE_URL and SUPABASE_SECRET_KEY',
  accounts: 'SUPABASE_URL',
  redis: 'UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN',
  browser: 'BROWSER_URL',
  ai: 'the first of AI_MODELS (AI_BASE_URL and AI_API_KEY, or a provider of its own)',
}

function describeService({ name, required, ok, latency_ms }: ServiceState): Finding {
  const service = `service ${name}`
  if (ok) return { name: service, result: 'ok', evidence: `answered in ${latency_ms} ms` }
  const fix = `See that the service of ${VARIABLES[name]} runs, and that the key is its own.`
  return { name: service, result: required ? 'failed' : 'warning', evidence: 'no good answer', fix }
}

async function checkData(config: Config): Promise<Finding[]> {
  return [...(await checkSchema(config)), await checkPublishableKey(config), await checkSecretKey(config)]
}

async function checkSchema(config: Config): Promise<Finding[]> {
  const newest = migrations.at(-1)?.version ?? ''
  const start = Date.now()
  const answer = await connectAsService(config).rpc('describe_database')
  const [database] = answer.error === null ? rowsOf(answer) : []
  if (database === undefined) {
    const fix = 'Apply the migrations of this release: samokoder migrate up.'
    return [{ name: 'schema', result: 'failed', evidence: `older than ${newest}`, fix }]
  }
  const version = database.schema_version ?? 'unknown'
  const evidence = version === newest ? `at ${version}, as this release` : `at ${version}, this release has ${newest}`
  const ahead = 'Deploy the release that the database was migrated for.'
  const behind = 'Apply the migrations of this release: samokoder migrate up.'
  return [
    version === newest
      ? { name: 'schema', result: 'ok', evidence }
      : { name: 'schema', result: 'failed', evidence, fix: version > newest ? ahead : behind },
    compareClock('database clock', Date.parse(database.now), start),
  ]
}

/** What a service told lies between the question and now. */
function compareClock(name: string, theirs: number, askedAt: number): Finding {
  const now = Date.now()
  const skewMs = theirs < askedAt ? askedAt - theirs : Math.max(0, theirs - now)
  const evidence = `${skewMs} ms away from this machine's`
  if (skewMs <= CLOCK_TOLERANCE_MS) return { name, result: 'ok', evidence }
  return {
    name,
    result: 'failed',
    evidence,
    fix: 'Let both machines keep time by NTP: leases and tokens go by the clock.',
  }
}

async function checkPublishableKey(config: Config): Promise<Finding> {
  const name = 'publishable key'
  const open: string[] = []
  for (const table of ['projects', 'runs', 'blobs']) {
    const headers = { apikey: config.SUPABASE_PUBLISHABLE_KEY }
    const url = `${config.SUPABASE_URL}/rest/v1/${table}?select=*&limit=1`
    const response = await askPlainly(url, headers, AbortSignal.timeout(config.SERVICE_TIMEOUT_MS))
    const body = await response.text()
    if (response.ok && body.trim() !== '[]') open.push(table)
  }
  if (open.length === 0) return { name, result: 'ok', evidence: 'reads no project, run or file by itself' }
  const fix =
    'SUPABASE_PUBLISHABLE_KEY may be the secret one; else row level security is off: apply the migrations anew.'
  return { name, result: 'failed', evidence: `reads ${open.join(', ')} of everybody`, fix }
}

async function checkSecretKey(config: Config): Promise<Finding> {
  const { error } = await connectAsService(config).from('runs').select('id').limit(1)
  if (error === null) return { name: 'secret key', result: 'ok', evidence: 'reads runs' }
  const fix = 'SUPABASE_SECRET_KEY must be the secret (service role) key of SUPABASE_URL.'
  return { name: 'secret key', result: 'failed', evidence: `cannot read runs: ${error.code}`, fix }
}

async function checkRedis(config: Config): Promise<Finding[]> {
  const redis = connectRedis(config)
  const start = Date.now()
  try {
    const [seconds] = (await redis.time()).map(Number)
    await redis.eval<[], string>("return redis.call('PING')", [], [])
    const clock = compareClock('redis clock', (seconds ?? 0) * 1000 + 999, start)
    return [{ name: 'redis scripts', result: 'ok', evidence: 'EVAL is allowed' }, clock]
  } catch (error) {
    const evidence = messageOf(error).slice(0, 200)
    const fix = 'The token of UPSTASH_REDIS_REST_TOKEN must be allowed EVAL and TIME; a read-only one is not.'
    return [{ name: 'redis scripts', result: 'failed', evidence, fix }]
  }
}

async function checkModels(config: Config): Promise<Finding> {
  const name = 'models'
  const asked = [...new Set([...config.AI_MODELS, ...config.AI_FALLBACK_MODELS])].map((model) =>
    targetOf(config, model),
  )
  const [first] = asked
  const endpoint = modelsEndpoint(config)
  if (first === undefined || endpoint === undefined) {
    const fix = 'Set the key of its provider, or correct AI_MODELS.'
    return { name, result: 'failed', evidence: `the provider of ${config.AI_MODELS[0]} is not attached`, fix }
  }
  const wanted = asked.flatMap((target) => (target?.attached === first.attached ? [target.model] : []))
  const signal = AbortSignal.timeout(MODELS_TIMEOUT_MS)
  const known = await endpoint
    .headers(signal)
    .then((headers) => askPlainly(endpoint.url, headers, signal))
    .then((response) => response.json() as Promise<{ data?: { id?: unknown }[] }>)
    .then(({ data = [] }) => data.map(({ id }) => id))
    .catch((): unknown[] => [])
  const missing = wanted.filter((model) => !known.includes(model))
  if (missing.length === 0) return { name, result: 'ok', evidence: `the provider lists ${wanted.join(', ')}` }
  const fix = 'Not every provider lists all it serves; if runs fail with provider_refused, correct AI_MODELS.'
  return { name, result: 'warning', evidence: `the provider does not list ${missing.join(', ')}`, fix }
}
