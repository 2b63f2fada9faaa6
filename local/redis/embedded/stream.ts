/** An append-only stream. An id is one integer, its milliseconds in the upper 64 bits, so that ids compare as numbers. */
export type StreamId = bigint

export type StreamEntry = { readonly id: StreamId; readonly fields: readonly string[] }

const PART_MAX = 2n ** 64n - 1n
export const MAX_ID: StreamId = (PART_MAX << 64n) | PART_MAX

export function makeId(ms: bigint, seq: bigint): StreamId {
  return (ms << 64n) | seq
}

export function formatId(id: StreamId): string {
  return `${id >> 64n}-${id & PART_MAX}`
}

/** `ms` or `ms-seq`; `missingSeq` stands in for a sequence that is not given. Nothing when it is not an id. */
export function parseId(text: string, missingSeq = 0n): StreamId | undefined {
  const match = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text)
  if (!match) return undefined
  const ms = BigInt(match[1] ?? '')
  const seq = match[2] === undefined ? missingSeq : BigInt(match[2])
  return ms > PART_MAX || seq > PART_MAX ? undefined : makeId(ms, seq)
}

export const LAST_SEQ = PART_MAX

export class Stream {
  readonly #entries: StreamEntry[] = []
  /** Never goes back, not even when the last entry is deleted. */
  lastId: StreamId = 0n

  get length(): number {
    return this.#entries.length
  }

  /** The caller has checked that `id` is greater than `lastId`. */
  append(id: StreamId, fields: readonly string[]): void {
    this.#entries.push({ id, fields })
    this.lastId = id
  }

  /** From `start` to `end`, both included. */
  range(start: StreamId, end: StreamId): StreamEntry[] {
    return this.#entries.slice(this.#search(start), this.#search(end + 1n))
  }

  delete(id: StreamId): boolean {
    const index = this.#search(id)
    if (this.#entries[index]?.id !== id) return false
    this.#entries.splice(index, 1)
    return true
  }

  /** How many entries come before `id`. */
  countBefore(id: StreamId): number {
    return this.#search(id)
  }

  dropFirst(count: number): void {
    this.#entries.splice(0, count)
  }

  /** The index of the first entry whose id is at least `id`. */
  #search(id: StreamId): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = this.#entries[middle]
      if (entry && entry.id >= id) high = middle
      else low = middle + 1
    }
    return low
  }
}
