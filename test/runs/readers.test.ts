import { describe, expect, inject, it } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { START } from '../../src/runs/event-id.ts'
import type { RunEvent } from '../../src/runs/events.ts'
import { createReaders } from '../../src/runs/readers.ts'

const config = parseConfig(inject('environment'))
const asker = {
  log: () => undefined,
  openDatabase: () => {
    throw new Error('nothing is missing, so that nobody is asked')
  },
}

function eventOf(part: number): RunEvent {
  return { id: { seq: 0, part }, type: 'message.delta', data: { text: 'a' }, at: new Date(0).toISOString() }
}

describe('the readers of a process', () => {
  it('go on with the driver that drives, where another of the process has tried to', async () => {
    const readers = createReaders(config)
    const driving = readers.feed('run')
    const { reader, close } = readers.open('run')
    readers.feed('run').close()
    driving.push([eventOf(1)])
    await reader.take(asker)
    expect(reader.since(START)).toEqual([[eventOf(1)]])
    expect(reader.isFed()).toBe(true)

    const next = readers.feed('run')
    driving.close()
    next.push([eventOf(2)])
    // The first two feeds come to their end, one at a turn.
    for (let turn = 0; turn < 3; turn += 1) await reader.take(asker)
    expect(reader.since({ seq: 0, part: 1 })).toEqual([[eventOf(2)]])
    next.close()
    expect(reader.isFed()).toBe(false)
    close()
  })

  it('keep little of a run that nobody watches', () => {
    const readers = createReaders(config)
    const feed = readers.feed('run')
    const text = 'a'.repeat(60_000)
    feed.push([{ ...eventOf(1), data: { text } }])
    expect(feed.isClosed()).toBe(false)
    feed.push([{ ...eventOf(2), data: { text } }])
    expect(feed.isClosed()).toBe(true)

    const watched = readers.feed('run')
    const { close } = readers.open('run')
    for (let part = 1; part <= 20; part += 1) watched.push([{ ...eventOf(part), data: { text } }])
    expect(watched.isClosed()).toBe(false)
    close()
    watched.push([eventOf(21)])
    expect(watched.isClosed()).toBe(true)
  })
})
