import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOutbox, MOST_CHARACTERS, MOST_ENTRIES, type DropReason } from '../../src/telemetry/outbox.ts'
import { startCollector, type Collector } from '../support/collector.ts'

let collector: Collector
beforeEach(async () => void (collector = await startCollector()))
// What these tests send is no OTLP: only what is taken is held to it, and of that there is none.
afterEach(() => collector.close().catch(() => undefined))

function open(clock = { now: 0 }) {
  const dropped: Record<DropReason, number> = { queue_full: 0, refused: 0 }
  const outbox = createOutbox({
    url: `${collector.url}/v1/logs`,
    headers: {},
    wrap: (entries) => JSON.stringify(entries),
    onDropped: (count, reason) => void (dropped[reason] += count),
    now: () => clock.now,
  })
  /** The entries of each call. */
  const sent = () => collector.texts.map((text) => JSON.parse(text) as string[])
  return { outbox, dropped, clock, sent }
}

function fill({ add }: { add: (entry: string) => void }, count: number, from = 0): void {
  for (let index = from; index < from + count; index++) add(String(index))
}

describe('what waits for a collector', () => {
  it('goes in calls of bounded size, in its order', async () => {
    const { outbox, sent } = open()
    fill(outbox, 1100)
    await outbox.send()
    expect(sent().map(({ length }) => length)).toEqual([512, 512, 76])
    expect(sent().flat()).toEqual(Array.from({ length: 1100 }, (_, index) => String(index)))
    collector.texts.length = 0
    const large = 'x'.repeat(600_000)
    for (let index = 0; index < 5; index++) outbox.add(large)
    await outbox.send()
    expect(sent().map(({ length }) => length)).toEqual([2, 2, 1])
  })

  it('is bounded by number: what happened last is kept, and the rest is counted', async () => {
    const { outbox, dropped, sent } = open()
    fill(outbox, MOST_ENTRIES + 100)
    expect(dropped).toEqual({ queue_full: 100, refused: 0 })
    await outbox.send()
    expect(sent().flat()).toEqual(Array.from({ length: MOST_ENTRIES }, (_, index) => String(index + 100)))
  })

  it('is bounded by size', async () => {
    const { outbox, dropped, sent } = open()
    const entry = 'x'.repeat(MOST_CHARACTERS / 10)
    for (let index = 0; index < 25; index++) outbox.add(entry)
    expect(dropped.queue_full).toBe(15)
    await outbox.send()
    expect(sent().flat()).toHaveLength(10)
  })

  it.each([429, 503])('waits, longer each time, while the answer is %i, and is sent afterwards', async (status) => {
    const { outbox, dropped, clock, sent } = open()
    fill(outbox, 3)
    collector.behave(status)
    for (const [at, calls] of [
      [0, 1],
      [999, 1],
      [1000, 2],
      [2999, 2],
      [3000, 3],
    ] as const) {
      clock.now = at
      await outbox.send()
      expect(sent(), `at ${at}`).toHaveLength(calls)
    }
    collector.behave('takes')
    clock.now = 60_000
    await outbox.send()
    expect(sent().at(-1)).toEqual(['0', '1', '2'])
    expect(dropped).toEqual({ queue_full: 0, refused: 0 })
  })

  it('waits for as long as the collector asks', async () => {
    const { outbox, clock, sent } = open()
    fill(outbox, 1)
    collector.behave(429, { 'Retry-After': '20' })
    await outbox.send()
    clock.now = 19_999
    await outbox.send()
    expect(sent()).toHaveLength(1)
    clock.now = 20_000
    await outbox.send()
    expect(sent()).toHaveLength(2)
  })

  it.each([400, 401, 307])('is dropped and counted when it is refused for good, with %i', async (status) => {
    const { outbox, dropped, sent } = open()
    fill(outbox, 600)
    collector.behave(status, status === 307 ? { Location: 'http://127.0.0.1:9/' } : {})
    await outbox.send()
    expect(sent()).toHaveLength(2)
    expect(dropped).toEqual({ queue_full: 0, refused: 600 })
  })

  it('is sent by one call at a time, and what comes meanwhile by the same sender', async () => {
    const { outbox, sent } = open()
    fill(outbox, 2)
    const sending = outbox.send()
    fill(outbox, 2, 2)
    await outbox.send()
    expect(sent().length).toBeLessThanOrEqual(1)
    await sending
    expect(sent()).toEqual([
      ['0', '1'],
      ['2', '3'],
    ])
  })

  it('is sent again by another sender when the one that sent it was broken off', async () => {
    const { outbox, clock, sent } = open()
    fill(outbox, 1)
    collector.behave('hangs')
    void outbox.send()
    await expect.poll(sent).toHaveLength(1)
    fill(outbox, 1, 1)
    await outbox.send()
    expect(sent()).toHaveLength(1)
    collector.behave(503)
    clock.now = 10_000
    await outbox.send()
    expect(sent()).toEqual([['0'], ['1']])
  })
})
