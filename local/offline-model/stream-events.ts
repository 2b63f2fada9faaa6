/** Resolves after `ms`; rejects as soon as `signal` aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>

/** How fast a stream runs: `delayMs` before each chunk, none at 0. */
export type Pace = { tokensPerChunk: number; delayMs: number; sleep: Sleep }

/** Chunks of an unhurried stream; above this rate chunks grow instead of coming more often. */
const maxChunksPerSecond = 50
const unpacedTokensPerChunk = 16

/** Without a rate the stream runs as fast as the client reads. */
export function makePace(tokensPerSecond: number | undefined, sleep: Sleep): Pace {
  if (tokensPerSecond === undefined) return { tokensPerChunk: unpacedTokensPerChunk, delayMs: 0, sleep }
  const tokensPerChunk = Math.max(1, Math.round(tokensPerSecond / maxChunksPerSecond))
  return { tokensPerChunk, delayMs: (tokensPerChunk / tokensPerSecond) * 1000, sleep }
}

/** A streamed reply that makes each event when the client is ready for it and stops when the client has left. */
export function streamEvents(events: Iterator<string>, { delayMs, sleep }: Pace): Response {
  const encoder = new TextEncoder()
  const left = new AbortController()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (delayMs > 0) await sleep(delayMs, left.signal)
      const { done, value } = events.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel() {
      left.abort()
    },
  })
  const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' }
  return new Response(body, { headers })
}
