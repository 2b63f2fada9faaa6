import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { askUntil } from '../ask-until.ts'
import { check, fail, pass } from '../subject.ts'

type Readiness = { services: { name: string; required: boolean; ok: boolean; latency_ms: number }[] }

const SERVICES = ['data', 'accounts', 'redis', 'ai']
const SWAPPED = ['SUPABASE_URL', 'UPSTASH_REDIS_REST_URL', 'AI_BASE_URL'] as const

/** What is told once all answer, or patience is at its end. */
function readReadiness(url: string, token = ''): Promise<Readiness> {
  return askUntil(
    ({ services }) => services.every(({ ok }) => ok),
    () => askReadiness(url, token),
  )
}

/** As the operator is told of it, or else as anybody is: without the AI provider. */
async function askReadiness(url: string, token: string): Promise<Readiness> {
  const ask = (query: string, headers: Record<string, string>) =>
    fetch(`${url}/health/ready${query}`, { headers, signal: AbortSignal.timeout(10_000) })
  const asked = await ask('?services=all', token === '' ? {} : { Authorization: `Bearer ${token}` })
  return (await (asked.status === 401 ? await ask('', {}) : asked).json()) as Readiness
}

export const backingServices = [
  check('each backing service is known by name, and answers', ['urls'], async ({ urls, config }) => {
    const found = await Promise.all(urls.map((url) => readReadiness(url, config?.METRICS_TOKEN)))
    const tells = (name: string) => found.every(({ services }) => services.some((one) => one.name === name))
    const told = SERVICES.filter((name) => name !== 'ai' || tells(name))
    const missing = told.filter((name) => !tells(name))
    const away = found.flatMap(({ services }, index) =>
      services.filter(({ ok }) => !ok).map(({ name }) => `${name} does not answer ${urls[index] ?? ''}`),
    )
    const wrong = [...missing.map((name) => `${name} is not reported`), ...away]
    if (wrong.length > 0) return fail(wrong.join(', '), 'samokoder doctor tells what is wrong with it.')
    const slowest = (name: string) =>
      Math.max(
        ...found.flatMap(({ services }) => services.filter((one) => one.name === name).map((one) => one.latency_ms)),
      )
    const times = told.map((name) => `${name} in ${slowest(name)} ms`).join(', ')
    return pass(told.length === SERVICES.length ? times : `${times}; of ai, only the operator is told`)
  }),
  check('each is swapped by its URL alone', ['launcher'], async ({ launcher }) => {
    const relays = await Promise.all(SWAPPED.map((name) => startRelay(launcher.environment[name] ?? '')))
    const swapped = Object.fromEntries(SWAPPED.map((name, index) => [name, relays[index]?.url ?? '']))
    const launched = await launcher.start('node', swapped)
    const { services } = await readReadiness(launched.url)
    await launched.stop()
    const calls = relays.map(({ calls: count }) => count())
    for (const { close } of relays) close()
    const evidence = SWAPPED.map((name, index) => `${calls[index] ?? 0} calls by ${name}`).join(', ')
    const right = calls.every((count) => count > 0) && services.every(({ ok }) => ok)
    return right
      ? pass(`${evidence} went through relays in front of the real ones`)
      : fail(evidence, 'Let services be reached by the URLs of the configuration only.')
  }),
]

/** Passes everything on to the service at `target`, and counts it. */
async function startRelay(target: string): Promise<{ url: string; calls: () => number; close: () => void }> {
  let calls = 0
  const { origin, pathname } = new URL(target)
  const server = createServer((request, response) => {
    calls += 1
    const headers = new Headers(request.headers as Record<string, string>)
    for (const name of ['host', 'connection', 'transfer-encoding', 'accept-encoding']) headers.delete(name)
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    const body = hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' as const } : {}
    fetch(origin + (request.url ?? '/'), { method: request.method ?? 'GET', headers, ...body })
      .then(async (answer) => {
        response.writeHead(answer.status, { 'Content-Type': answer.headers.get('Content-Type') ?? 'text/plain' })
        response.end(Buffer.from(await answer.arrayBuffer()))
      })
      .catch(() => response.writeHead(502).end())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${pathname.replace(/\/$/, '')}`,
    calls: () => calls,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
