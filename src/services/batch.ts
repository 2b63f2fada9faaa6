import { pause } from '../timing.ts'

/** How long what one request leaves waits for what others leave. */
const BATCH_MS = 250
/** So much is sent without waiting for more. */
const MOST_HELD = 500

export type Batch<Item> = {
  /** Leaves an item; the result is what the request is to be kept alive for, and never throws unless `send` does. */
  add: (item: Item) => Promise<void>
}

/**
 * Gathers what many requests leave behind, and sends it together: within BATCH_MS of the first of it. That one's request
 * sends for all, so that none waits for what another has begun, which on Workers it must not. Where its isolate stopped it,
 * whoever comes next does. What is held is lost with the process.
 */
export function createBatch<Item>(send: (items: Item[]) => Promise<void>): Batch<Item> {
  let held: Item[] = []
  let dueAt = Infinity

  async function flush(): Promise<void> {
    const items = held
    held = []
    dueAt = Infinity
    if (items.length > 0) await send(items)
  }

  return {
    add: async (item) => {
      held.push(item)
      if (held.length >= MOST_HELD) return flush()
      const now = performance.now()
      const isAwaited = held.length > 1 && now < dueAt + BATCH_MS
      if (isAwaited) return
      dueAt = now + BATCH_MS
      await pause(BATCH_MS)
      await flush()
    },
  }
}

/** One batch for each of what it is made for, such as the configuration of a process. */
export function batchPer<Owner extends object, Item>(
  send: (owner: Owner, items: Item[]) => Promise<void>,
): (owner: Owner) => Batch<Item> {
  const batches = new WeakMap<Owner, Batch<Item>>()
  return (owner) => {
    const known = batches.get(owner) ?? createBatch<Item>((items) => send(owner, items))
    batches.set(owner, known)
    return known
  }
}
