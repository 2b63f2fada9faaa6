import { createCaller, createProject, type Caller } from '../caller.ts'
import { check, fail, pass, unknown } from '../subject.ts'

const REQUESTS = 200
const AT_A_TIME = 20
/** Requests a minute. */
const LIMIT = 30

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
    const start = (url: string) => caller.call(url, 'POST', `/api/projects/${projectId}/runs`, { prompt: 'A quiz' })
    const statuses = (await Promise.all([start(first), start(second)])).map(({ status }) => status)
    const evidence = `two runs of one project at once, on two processes: ${statuses.join(' and ')}`
    const held = statuses.toSorted((a, b) => a - b).join() === '201,409'
    return held ? pass(evidence) : fail(evidence, 'Keep what must hold everywhere in the database.')
  }),
  check('the rate limit is one for all processes', ['launcher'], async ({ launcher }) => {
    const limited = { RATE_LIMIT_PER_ACCOUNT: String(LIMIT) }
    const both = await Promise.all([launcher.start('node', limited), launcher.start('node', limited)])
    const urls = both.map(({ url }) => url)
    const caller = await createCaller(urls[0] ?? '')
    const statuses = await Promise.all(
      Array.from({ length: LIMIT * 2 }, async (_, index) => {
        const response = await caller.call(urls[index % urls.length] ?? '', 'GET', '/api/projects')
        await response.arrayBuffer()
        return response.status
      }),
    )
    await Promise.all(both.map(({ stop }) => stop()))
    const [passed, refused] = [200, 429].map((status) => statuses.filter((one) => one === status).length)
    const evidence = `of ${statuses.length} requests at once to two processes that allow ${LIMIT}: ${passed ?? 0} served, ${refused ?? 0} refused`
    // Turns come back while the requests are on their way, but not half as many.
    const held =
      passed !== undefined && passed >= LIMIT && passed < LIMIT * 1.5 && passed + (refused ?? 0) === LIMIT * 2
    return held ? pass(evidence) : fail(evidence, 'Keep the count of turns in Redis; see whether it answers.')
  }),
  check('each type of process starts and ends by itself', ['launcher'], async ({ launcher }) => {
    const types = await Promise.all((['node', 'worker'] as const).map((type) => launcher.start(type)))
    const ends = await Promise.all(types.map((launched) => launched.stop()))
    const evidence = `web ended with ${ends[0]?.code ?? ''}, worker with ${ends[1]?.code ?? ''}`
    return ends.every(({ code }) => code === 0) ? pass(evidence) : fail(evidence, 'See their logs.')
  }),
]

async function measure(caller: Caller, urls: string[]): Promise<{ perSecond: number; failed: number }> {
  const start = performance.now()
  let sent = 0
  let failed = 0
  const work = async () => {
    while (sent < REQUESTS) {
      const url = urls[sent % urls.length] ?? ''
      sent += 1
      const response = await caller.call(url, 'GET', '/api/projects')
      await response.arrayBuffer()
      if (!response.ok) failed += 1
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return { perSecond: Math.round(REQUESTS / ((performance.now() - start) / 1000)), failed }
}
