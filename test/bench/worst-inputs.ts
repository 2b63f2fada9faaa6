// `npm run bench:worst`: how long the worst inputs that one caller can send keep the process from everybody else. One row
// each: the CPU time it takes, the longest stretch without a turn for others, and what came of it. Last, all at once,
// while /health is asked from outside. Arguments choose rows by parts of their names; with `--at-once`, there is only
// the last.
import { createAdaptorServer } from '@hono/node-server'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { SignJWT } from 'jose'
import { nodeNetwork } from '../../src/adapters/node-network.ts'
import { postByNode } from '../../src/adapters/node-post.ts'
import { attachNetwork, createApp, parseConfig } from '../../src/app.ts'
import { checkProject } from '../../src/checks/check-project.ts'
import { percentile, watchLoop, type LoopUse } from './loop-watch.ts'
import type { Order, Report } from './outside.ts'
import { worstAnswers } from './worst-answers.ts'
import { ordinaryProject } from './ordinary-project.ts'
import { worstPreviews } from './worst-previews.ts'
import { worstProjects } from './worst-projects.ts'
import { projectIdOf, worstRequests } from './worst-requests.ts'

/** Says what came of it. */
type Run = () => Promise<string>
/** Makes the input first, which takes the measured process time that no caller can. */
type Input = { name: string; prepare: () => Run }

const JWT_SECRET = 'a secret of at least 32 characters'

const { values: options, positionals: wanted } = parseArgs({
  options: { 'at-once': { type: 'boolean' } },
  allowPositionals: true,
})
const outside = fork(new URL('outside.ts', import.meta.url)).setMaxListeners(0)
const { servicesUrl } = await nextReport('servicesUrl')
const { url, token } = await serveApp(servicesUrl)
let calls = 0

const inputs: Input[] = [
  ...worstRequests.map(({ name }, index) => ({ name, prepare: () => prepareRequest(index) })),
  ...worstProjects.map(({ name, files }) => ({ name: `check: ${name}`, prepare: () => prepareCheck(files()) })),
  ...worstPreviews.map(({ name, run }) => ({ name: `preview: ${name}`, prepare: () => run })),
  ...worstAnswers.map(({ name, run }) => ({ name, prepare: () => run })),
].filter(({ name }) => wanted.every((part) => name.includes(part)))

process.stdout.write('| worst input | CPU | longest block | p99 | outcome |\n|---|---|---|---|---|\n')
if (options['at-once'] !== true) for (const { name, prepare } of inputs) await measure(name, prepare())
await measureBesideHealth('the check of an ordinary project', [prepareCheck(ordinaryProject())])
await measureBesideHealth(
  'all of them at once',
  inputs.map(({ prepare }) => prepare()),
)
outside.kill()
process.exit(0)

async function measure(name: string, run: Run): Promise<void> {
  const stop = watchLoop()
  const outcome = await run()
  printRow(name, stop(), outcome)
}

/** Asks for /health from outside while all of them run. */
async function measureBesideHealth(name: string, runs: readonly Run[]): Promise<void> {
  const probe = fork(new URL('health-probe.ts', import.meta.url), [`${url}/health`])
  await once(probe, 'message')
  await measure(`${name}, beside /health`, async () => {
    await Promise.all(runs.map((run) => run()))
    probe.send('end')
    const [latenciesMs] = (await once(probe, 'message')) as [number[]]
    const sorted = latenciesMs.toSorted((a, b) => a - b)
    return `/health p99 ${ms(percentile(sorted, 0.99))}, slowest ${ms(sorted.at(-1) ?? 0)} of ${sorted.length}`
  })
}

function prepareCheck(files: ReadonlyMap<string, string>): Run {
  // A text that was repeated is put together when it is first read, which is no work of a check.
  for (const text of files.values()) text.charCodeAt(0)
  return async () => {
    const { problems, checkedFiles, omissions } = await checkProject(files)
    const reasons = [...new Set(omissions.map(({ reason }) => reason))].join(', ')
    const left = omissions.length === 0 ? '' : `, ${omissions.length} not (${reasons})`
    return `${checkedFiles} files checked${left}, ${problems.length} problems`
  }
}

function prepareRequest(request: number): Run {
  return async () => {
    const id = ++calls
    outside.send({ id, request, url, token } satisfies Order)
    const answer = await nextReport('status', (report) => report.id === id)
    if (answer.status >= 500) throw new Error(`${worstRequests[request]?.name} was answered with ${answer.status}`)
    return `${answer.status}, ${(answer.bytes / 1000).toFixed(0)} kB`
  }
}

async function serveApp(services: string): Promise<{ url: string; token: string }> {
  const config = parseConfig({
    LOG_LEVEL: 'error',
    RATE_LIMIT_PER_ACCOUNT: '0',
    MAX_BODY_BYTES: '1100000',
    SUPABASE_URL: services,
    SUPABASE_PUBLISHABLE_KEY: 'key',
    SUPABASE_SECRET_KEY: 'key',
    SUPABASE_JWT_SECRET: JWT_SECRET,
    UPSTASH_REDIS_REST_URL: services,
    UPSTASH_REDIS_REST_TOKEN: 'key',
    AI_BASE_URL: `${services}/v1`,
    AI_API_KEY: 'key',
    AI_MODELS: 'm',
    SERVICE_TIMEOUT_MS: '120000',
  })
  attachNetwork(config, { ...nodeNetwork, post: postByNode })
  const app = createApp(config)
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request, {}) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const token = await new SignJWT({ role: 'authenticated' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(projectIdOf(0))
    .setAudience('authenticated')
    .setExpirationTime('1d')
    .sign(new TextEncoder().encode(JWT_SECRET))
  return { url: `http://127.0.0.1:${port}`, token }
}

type ReportWith<K extends string> = Extract<Report, Record<K, unknown>>

/** The next message of the outside that has the field, and is the wanted one. */
async function nextReport<K extends string>(
  field: K,
  isWanted: (report: ReportWith<K>) => boolean = () => true,
): Promise<ReportWith<K>> {
  return new Promise((resolve) => {
    const take = (report: Report) => {
      if (!(field in report) || !isWanted(report as ReportWith<K>)) return
      outside.off('message', take)
      resolve(report as ReportWith<K>)
    }
    outside.on('message', take)
  })
}

function printRow(name: string, { cpuMs, longestMs, p99Ms }: LoopUse, outcome: string): void {
  process.stdout.write(`| ${name} | ${ms(cpuMs)} | ${ms(longestMs)} | ${ms(p99Ms)} | ${outcome} |\n`)
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`
}
