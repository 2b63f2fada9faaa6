import { createCaller, createProject, type Caller } from '../caller.ts'
import type { Launcher } from '../launcher.ts'
import { check, fail, pass, unknown, type Verdict } from '../subject.ts'

const REQUESTS = 200
const AT_A_TIME = 20
const FEW_AT_A_TIME = 4
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
    const answers = await askOverLimit(launcher, AT_A_TIME)
    // Redis may only be busy, and that with these requests: it is asked once more with few of them.
    return judgeLimit(isUntold(answers) ? await askOverLimit(launcher, FEW_AT_A_TIME) : answers)
  }),
  check('each type of process starts and ends by itself', ['launcher'], async ({ launcher }) => {
    const types = await Promise.all((['node', 'worker'] as const).map((type) => launcher.start(type)))
    const ends = await Promise.all(types.map((launched) => launched.stop()))
    const evidence = `web ended with ${ends[0]?.code ?? ''}, worker with ${ends[1]?.code ?? ''}`
    return ends.every(({ code }) => code === 0) ? pass(evidence) : fail(evidence, 'See their logs.')
  }),
]

type Answers = {
  served: number
  refused: number
  /** Let through since Redis did not tell in time whether they may be. */
  notLimited: number
  seconds: number
}

/** Twice as many requests as an account may make in a minute, by turns to two processes. */
async function askOverLimit(launcher: Launcher, atATime: number): Promise<Answers> {
  const limited = { RATE_LIMIT_PER_ACCOUNT: String(LIMIT), LOG_LEVEL: 'info' }
  const both = await Promise.all([launcher.start('node', limited), launcher.start('node', limited)])
  const urls = both.map(({ url }) => url)
  const caller = await createCaller(urls[0] ?? '')
  const start = performance.now()
  const statuses = await askInTurn(caller, urls, LIMIT * 2, atATime)
  const seconds = (performance.now() - start) / 1000
  await Promise.all(both.map(({ stop }) => stop()))
  const [served = 0, refused = 0] = [200, 429].map((status) => statuses.filter((one) => one === status).length)
  return { served, refused, notLimited: both.flatMap(({ lines }) => lines).filter(isGivenUp).length, seconds }
}

function isGivenUp(line: string): boolean {
  return line.includes('"message":"rate was not limited"') && line.includes('"scope":"account"')
}

/** Whether Redis was so often asked in vain that nobody can tell if there is a limit. */
function isUntold(answers: Answers): boolean {
  return answers.refused === 0 && answers.notLimited > 0 && !isExceeded(answers)
}

/** Whether more were let through by the limiter than it may: turns come back while the requests are on their way. */
function isExceeded({ served, notLimited, seconds }: Answers): boolean {
  return served - notLimited > LIMIT + Math.ceil((seconds * LIMIT) / 60)
}

function judgeLimit(answers: Answers): Verdict {
  const { served, refused, notLimited } = answers
  const given = `of ${LIMIT * 2} requests to two processes that allow ${LIMIT} a minute: ${served} served, ${refused} refused`
  const evidence = notLimited === 0 ? given : `${given}; to ${notLimited} Redis gave no answer in time`
  if (refused > 0 && served >= LIMIT && !isExceeded(answers)) return pass(evidence)
  if (isUntold(answers)) return fail(evidence, 'Without Redis nobody is refused: see why it does not answer.')
  return fail(evidence, 'Keep the count of turns in Redis, one for all processes.')
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
