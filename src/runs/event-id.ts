// A run's events have one order, in Postgres, in the Redis stream and on the wire. Facts are numbered 1-0, 2-0, 3-0 …;
// what is only for live watchers (text as it comes) counts on after the last fact: 2-1, 2-2 … These are valid ids of
// Redis stream entries and of server-sent events alike.

export type EventId = { seq: number; part: number }

export const START: EventId = { seq: 0, part: 0 }

export function formatEventId({ seq, part }: EventId): string {
  return `${seq}-${part}`
}

/** Reads an id; undefined for anything formatEventId did not make. */
export function parseEventId(text: string): EventId | undefined {
  const match = /^(\d{1,9})-(\d{1,9})$/.exec(text)
  return match ? { seq: Number(match[1]), part: Number(match[2]) } : undefined
}

export function isAfter(a: EventId, b: EventId): boolean {
  return a.seq > b.seq || (a.seq === b.seq && a.part > b.part)
}
