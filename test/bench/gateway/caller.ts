// A process of callers, each of which asks again as soon as it has its answer, for as long as it is told.
import { Agent, request } from 'node:http'

export type Order = { url: string; headers: Record<string, string>; streamed: boolean; atOnce: number; forMs: number }
/** Times are in milliseconds, one for each call. */
export type Report = { calls: number; elapsedMs: number; firstMs: number[]; wholeMs: number[] }

const PROMPT = 'You are told what to do at some length, as most prompts do. '.repeat(15)
process.on('message', (order: Order) => {
  void measure(order).then((report) => process.send?.(report))
})

async function measure(order: Order): Promise<Report> {
  // Its own connections: those of the last time may be about to be closed.
  const agent = new Agent({ keepAlive: true })
  const start = performance.now()
  const until = start + order.forMs
  const report: Report = { calls: 0, elapsedMs: 0, firstMs: [], wholeMs: [] }
  const call = async () => {
    while (performance.now() < until) {
      const { firstMs, wholeMs } = await ask(order, agent)
      report.calls += 1
      report.firstMs.push(firstMs)
      report.wholeMs.push(wholeMs)
    }
  }
  await Promise.all(Array.from({ length: order.atOnce }, call))
  agent.destroy()
  return { ...report, elapsedMs: performance.now() - start }
}

function ask({ url, headers, streamed }: Order, agent: Agent): Promise<{ firstMs: number; wholeMs: number }> {
  const messages = [{ role: 'user', content: PROMPT }]
  const options = streamed ? { stream: true, stream_options: { include_usage: true } } : {}
  const body = JSON.stringify({ model: 'm', max_tokens: 1000, messages, ...options })
  const sent = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers }
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const call = request(`${url}/chat/completions`, { method: 'POST', agent, headers: sent }, (response) => {
      let firstMs: number | undefined
      let tail = ''
      response.on('data', (chunk: Buffer) => {
        firstMs ??= performance.now() - start
        tail = (tail + chunk.toString('latin1')).slice(-2000)
      })
      response.once('error', reject)
      response.once('end', () => {
        const isWhole = streamed ? tail.includes('[DONE]') : tail.includes('"usage"')
        if (response.statusCode !== 200 || !isWhole) return reject(new Error(`${response.statusCode} ${tail}`))
        resolve({ firstMs: firstMs ?? Number.NaN, wholeMs: performance.now() - start })
      })
    })
    call.once('error', reject)
    call.end(body)
  })
}
