import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createCaller, createProject, readHealth } from '../caller.ts'
import { check, fail, pass } from '../subject.ts'

const START_LIMIT_MS = 10_000
/** What is under way ends long before it, so that only a process that does not drain takes all of it. */
const GRACE_SECONDS = 15
const REQUESTS = 20
/** A platform kills then; the end itself takes a moment, and longer on a busy machine. */
const ENDED_BY_MS = GRACE_SECONDS * 1000 + 15_000
/** On a machine that is so busy that Node alone takes its time, as many times as long as that. */
const START_LIMIT_RATIO = 20

export const disposability = [
  check('it starts fast', ['launcher'], async ({ launcher }) => {
    const since = performance.now()
    const launched = await launcher.start('node')
    await readHealth(launched.url)
    const ms = Math.round(performance.now() - since)
    await launched.stop('SIGKILL')
    const evidence = `${ms} ms to its first answer`
    return ms < START_LIMIT_MS || ms < START_LIMIT_RATIO * (await timeBareStart())
      ? pass(evidence)
      : fail(evidence, 'Do nothing at the start but to read the configuration.')
  }),
  check('SIGTERM lets requests end, sends streams on, and ends it', ['launcher'], async ({ launcher }) => {
    const launched = await launcher.start('node', { SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS) })
    const caller = await createCaller(launched.url)
    const projectId = await createProject(caller, launched.url)
    const path = `/api/projects/${projectId}/runs`
    const stream = await caller.call(launched.url, 'POST', path, { prompt: 'A timer' }, { Accept: 'text/event-stream' })
    const streamed = stream.text()
    const requests = Array.from({ length: REQUESTS }, () =>
      caller.call(launched.url, 'GET', '/api/projects').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    await Promise.race(requests)
    const stopped = launched.stop('SIGTERM', ENDED_BY_MS)
    const failed = (await Promise.all(requests)).filter((status) => status !== 200).length
    const last = /event: (\S+)\s+data: .*\s*$/.exec(await streamed.catch(() => ''))?.[1] ?? 'nothing'
    const { code, forced, ms } = await stopped
    const end = forced ? `it did not end in ${ms} ms and was killed` : `exit code ${code} after ${ms} ms`
    const evidence = `${failed} of ${REQUESTS} requests failed, the stream ended with ${last}, ${end}`
    const right = !forced && code === 0 && failed === 0 && /^(?:stream\.closing|run\.\w+)$/.test(last)
    return right
      ? pass(evidence)
      : fail(evidence, 'Handle SIGTERM: take nothing new, drain, exit with 0 in the grace period.')
  }),
  check('a worker ends on SIGTERM, too', ['launcher'], async ({ launcher }) => {
    const launched = await launcher.start('worker', { SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS) })
    const { code, forced, ms } = await launched.stop('SIGTERM', ENDED_BY_MS)
    const evidence = forced ? `it did not end in ${ms} ms and was killed` : `exit code ${code} after ${ms} ms`
    return !forced && code === 0 ? pass(evidence) : fail(evidence, 'Stop taking runs up, and exit with 0.')
  }),
  check('SIGKILL loses nothing that was acknowledged', ['urls', 'launcher'], async ({ urls, launcher }) => {
    const launched = await launcher.start('node')
    const caller = await createCaller(launched.url)
    const projectId = await createProject(caller, launched.url)
    const acknowledged: string[] = []
    const write = async () => {
      for (let index = 0; ; index++) {
        const path = `/api/projects/${projectId}/files/${index}.txt`
        if ((await caller.call(launched.url, 'PUT', path, `content ${index}`)).ok) acknowledged.push(path)
        if (acknowledged.length === 5) void launched.stop('SIGKILL')
      }
    }
    await write().catch(() => undefined)
    const found = await Promise.all(acknowledged.map((path) => caller.call(urls[0] ?? '', 'GET', path)))
    const missing = found.filter(({ ok }) => !ok).length
    const evidence = `${acknowledged.length} writes were acknowledged, ${missing} are missing`
    return missing === 0 && acknowledged.length > 0 ? pass(evidence) : fail(evidence, 'Answer only when it is stored.')
  }),
]

/** Milliseconds that Node takes to start and end when there is nothing to do. */
async function timeBareStart(): Promise<number> {
  const since = performance.now()
  await promisify(execFile)(process.execPath, ['--eval', '0'])
  return performance.now() - since
}
