// What waits to be sent to a collector, and its sending. All of it is bounded, so that a collector that hangs, refuses or is
// away costs what was to be sent, and nothing else.
//
// Requests share the queue, which is text alone: on Workers no request may wait for what another one has begun, so each sends
// what is there, unless another one is sending. A call whose request was broken off is forgotten after its time.

/** What may wait: about two seconds of a busy process, and what a collector misses while it is started again. */
export const MOST_ENTRIES = 4096
export const MOST_CHARACTERS = 4_000_000
/** Of one call. */
const BATCH_ENTRIES = 512
const BATCH_CHARACTERS = 1_000_000
const CALL_TIMEOUT_MS = 5000
/** How long nothing is sent after a call that failed: twice as long each time. */
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000
/** What passes by itself, by the specification of OTLP. */
const PASSING = new Set([429, 502, 503, 504])

export type DropReason = 'queue_full' | 'refused'

export type Outbox = {
  add: (entry: string) => void
  /** Sends what is there, until it is sent or a call has failed; for the last time even behind one that failed. Never throws. */
  send: (isLast?: boolean) => Promise<void>
  /** Whether there is enough for a call. */
  isBatchFull: () => boolean
}

type Options = {
  url: string
  headers: Record<string, string>
  /** The body of a call with these entries. */
  wrap: (entries: readonly string[]) => string
  onDropped: (count: number, reason: DropReason) => void
  now?: () => number
}

export function createOutbox({ url, headers, wrap, onDropped, now = () => performance.now() }: Options): Outbox {
  let queue: string[] = []
  let characters = 0
  let pauseMs = FIRST_PAUSE_MS
  let pausedUntil = -Infinity
  let callSince: number | undefined

  /** The oldest go first: who looks for a fault wants to know what happened last. */
  function dropSurplus(): void {
    let surplus = Math.max(0, queue.length - MOST_ENTRIES)
    let kept = queue.slice(0, surplus).reduce((left, { length }) => left - length, characters)
    while (kept > MOST_CHARACTERS) kept -= queue[surplus++]?.length ?? 0
    if (surplus === 0) return
    queue = queue.slice(surplus)
    characters = kept
    onDropped(surplus, 'queue_full')
  }

  function takeBatch(): string[] {
    let size = 0
    let length = 0
    while (size < Math.min(queue.length, BATCH_ENTRIES) && length < BATCH_CHARACTERS)
      length += queue[size++]?.length ?? 0
    characters -= length
    return queue.splice(0, size)
  }

  function mayCall(): boolean {
    const isCalling = callSince !== undefined && now() - callSince < CALL_TIMEOUT_MS * 2
    return queue.length > 0 && !isCalling && now() >= pausedUntil
  }

  async function deliver(batch: string[]): Promise<void> {
    callSince = now()
    const result = await post(url, headers, wrap(batch))
    callSince = undefined
    if (result.taken) {
      pauseMs = FIRST_PAUSE_MS
      if (result.refused > 0) onDropped(result.refused, 'refused')
    } else if (result.isPassing) {
      pausedUntil = now() + Math.max(pauseMs, result.waitMs)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      queue = [...batch, ...queue]
      characters += batch.reduce((sum, { length }) => sum + length, 0)
      dropSurplus()
    } else onDropped(batch.length, 'refused')
  }

  return {
    add: (entry) => {
      queue.push(entry)
      characters += entry.length
      if (queue.length > MOST_ENTRIES || characters > MOST_CHARACTERS) dropSurplus()
    },
    send: async (isLast = false) => {
      if (isLast) {
        pausedUntil = -Infinity
        callSince = undefined
      }
      while (mayCall()) await deliver(takeBatch())
    },
    isBatchFull: () => queue.length >= BATCH_ENTRIES,
  }
}

type Result = { taken: true; refused: number } | { taken: false; isPassing: boolean; waitMs: number }

async function post(url: string, headers: Record<string, string>, body: string): Promise<Result> {
  const init: RequestInit = { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body }
  try {
    // A redirect would hand the headers on to whatever host it names.
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(CALL_TIMEOUT_MS) })
    if (response.ok) return { taken: true, refused: countRefused(await response.json().catch(() => undefined)) }
    await response.body?.cancel()
    const waitMs = Number(response.headers.get('Retry-After') ?? 0) * 1000 || 0
    return { taken: false, isPassing: PASSING.has(response.status), waitMs: Math.min(waitMs, LONGEST_PAUSE_MS) }
  } catch {
    return { taken: false, isPassing: true, waitMs: 0 }
  }
}

/** A collector may take a part of a call, and say of how much it did not. */
function countRefused(answer: unknown): number {
  const { partialSuccess } = Object(answer) as { partialSuccess?: unknown }
  const { rejectedSpans, rejectedLogRecords } = Object(partialSuccess) as Record<string, unknown>
  return Number(rejectedSpans ?? rejectedLogRecords ?? 0) || 0
}
