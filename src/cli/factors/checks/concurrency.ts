import { createCaller, createProject, type Caller } from '../caller.ts'
import { check, fail, pass, unknown } from '../subject.ts'

const REQUESTS = 200
const AT_A_TIME = 20
/** Requests a minute. */
const LIMIT = 30
const FEW = 5
const NO_PROJECT = '00000000-0000-4000-8000-000000000000'

export const concurrency = [
  check('more processes share the work, and no request fails', ['urls', 'launcher'], async ({ urls }) => {
    if (urls.length < 2) return unknown('needs two processes')
    const caller = await createCaller(urls[0] ?? '')
    const one = await measure(caller, urls.slice(0, 1))
    const all = await measure(caller, urls)
    const rates = `${one.perSecond} requests a second by one process, ${all.perSecond} by ${urls.length}`
    const evidence = `${2 * REQUESTS} requests, ${one.failed + all.failed} failed; ${rates}`
    if (one.failed + all.failed === 0) return pass(evidence)
    return fail(evidence, 'Processes must not stand in each other’s way; see the log of the failed requests.')
  }),
  check('a limit holds across processes', ['urls', 'launcher'], async ({ urls }) => {
    const [first, second] = urls
    if (first === undefined || second === undefined) return unknown('needs two processes')
    const caller = await createCaller(first)
    const projectId = await createProject(caller, first)
    const start = async (url: string) => {
      const answer = await caller.call(url, 'POST', `/api/projects/${projectId}/runs`, { prompt: 'A quiz' })
      return { status: answer.status, run: (await answer.json()) as { id: string } }
    }
    const both = await Promise.all([start(first), start(second)])
    const statuses = both.map(({ status }) => status)
    const inTurn = statuses.join() === '201,201' && (await ranInTurn(caller, first, both))
    const evidence = `two runs of one project at once, on two processes: ${statuses.join(' and ')}`
    const told = inTurn ? `${evidence}, as one had ended before the other was made` : evidence
    const held = inTurn || statuses.toSorted((a, b) => a - b).join() === '201,409'
    return held ? pass(told) : fail(told, 'Keep what must hold everywhere in the database.')
  }),
  check('the rate limit is one for all processes', ['launcher'], async ({ launcher }) => {
    const limited = { RATE_LIMIT_PER_ACCOUNT: String(LIMIT) }
    const both = await Promise.all([launcher.start('node', limited), launcher.start('node', limited)])
    const urls = both.map(({ url }) => url)
    const caller = await createCaller(urls[0] ?? '')
    const statuses = await Promise.all(
      Array.from({ length: LIMIT * 2 }, (_, index) => askForRun(caller, urls[index % urls.length] ?? '')),
    )
    statuses.push(...(statuses.includes(429) ? [] : await askOn(caller, urls)))
    await Promise.all(both.map(({ stop }) => stop()))
    const count = (status: number) => statuses.filter((one) => one === status).length
    const [passed, refused, late] = [count(404), count(429), count(503)]
    const evidence =
      `of ${statuses.length} requests to two processes that allow ${LIMIT}: ${passed} passed, ` +
      `${refused} refused${late === 0 ? '' : `, ${late} refused as Redis was slow`}`
    // What Redis answered too late, it may have counted all the same.
    const exact = late === 0 ? passed === LIMIT : passed <= LIMIT && refused > 0
    const held = exact && passed + refused + late === statuses.length
    return held ? pass(evidence) : fail(evidence, 'Keep the count of requests in Redis; see whether it answers.')
  }),
  check('each type of process starts and ends by itself', ['launcher'], async ({ launcher }) => {
    const types = await Promise.all((['node', 'worker'] as const).map((type) => launcher.start(type)))
    const ends = await Promise.all(types.map((launched) => launched.stop()))
    const evidence = `web ended with ${ends[0]?.code ?? ''}, worker with ${ends[1]?.code ?? ''}`
    return ends.every(({ code }) => code === 0) ? pass(evidence) : fail(evidence, 'See their logs.')
  }),
]

/** Where Redis was slow, nobody may have been refused for the limit yet: a few at a time, until somebody is or none is counted. */
async function askOn(caller: Caller, urls: string[]): Promise<number[]> {
  const statuses: number[] = []
  while (statuses.length < LIMIT * 2) {
    const few = await Promise.all(
      Array.from({ length: FEW }, (_, index) => askForRun(caller, urls[index % urls.length] ?? '')),
    )
    statuses.push(...few)
    if (few.includes(429) || few.every((status) => status === 503)) break
  }
  return statuses
}

/** Whether one of the runs had ended when the other was made, as on a machine on which one process has to wait for long. */
async function ranInTurn(caller: Caller, url: string, both: { run: { id: string } }[]): Promise<boolean> {
  type Times = { created_at: string; finished_at: string | null }
  const runs = await Promise.all(both.map(({ run }) => caller.json<Times>(url, 'GET', `/api/runs/${run.id}`)))
  const [earlier, later] = runs.toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at))
  if (earlier?.finished_at == null || later === undefined) return false
  return Date.parse(earlier.finished_at) <= Date.parse(later.created_at)
}

/** Asks for a run of no project: a request that is never let through uncounted, and costs nothing. */
async function askForRun(caller: Caller, url: string): Promise<number> {
  const response = await caller.call(url, 'POST', `/api/projects/${NO_PROJECT}/runs`, { prompt: 'A quiz' })
  await response.arrayBuffer()
  return response.status
}

async function measure(caller: Caller, urls: string[]): Promise<{ perSecond: number; failed: number }> {
  const start = performance.now()
  const statuses = await askInTurn(caller, urls, REQUESTS, AT_A_TIME)
  const seconds = (performance.now() - start) / 1000
  const failed = statuses.filter((status) => status !== 200).length
  return { perSecond: Math.round(REQUESTS / seconds), failed }
}

/** The statuses of so many requests, some at a time, each to the next process. */
async function askInTurn(caller: Caller, urls: string[], requests: number, atATime: number): Promise<number[]> {
  const statuses: number[] = []
  let sent = 0
  const work = async () => {
    while (sent < requests) {
      const url = urls[sent % urls.length] ?? ''
      sent += 1
      const response = await caller.call(url, 'GET', '/api/projects')
      await response.arrayBuffer()
      statuses.push(response.status)
    }
  }
  await Promise.all(Array.from({ length: atATime }, work))
  return statuses
}
