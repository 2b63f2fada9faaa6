import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as afterSockets } from 'node:timers/promises'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { attemptPart, createWork, takeTurnWithLarge, WorkLimitError } from '../src/work.ts'

const frozen = () => 0

// What one test computes is no other's slice.
beforeEach(() => afterSockets())

describe('work', () => {
  it('ends a slice by the clock', () => {
    let clock = 0
    const work = createWork({ now: () => clock })
    expect(work.spend(1000)).toBe(false)
    clock = 9
    expect(work.spend(1000)).toBe(false)
    clock = 10
    expect(work.spend(1000)).toBe(true)
  })

  it('ends a slice by what was counted where the clock stands still, and begins another after the pause', async () => {
    const work = createWork({ now: frozen })
    expect(work.spend(19_999)).toBe(false)
    expect(work.spend(1)).toBe(true)
    await work.pause()
    expect(work.spend(19_999)).toBe(false)
  })

  it('lets timers that are due have their turn before it goes on', async () => {
    const order: string[] = []
    setTimeout(() => order.push('timer'), 0)
    await createWork().pause()
    order.push('work')
    expect(order).toEqual(['timer', 'work'])
  })

  it('gives each of many computations its turn, and sockets theirs between any two', async () => {
    const turns = Array.from({ length: 20 }, () => 0)
    let slicesAtOnce = 0
    let most = 0
    let atFirstEnd: number[] | undefined
    const look = () => {
      most = Math.max(most, slicesAtOnce)
      slicesAtOnce = 0
      if (turns.some((count) => count < 5)) setImmediate(look)
    }
    setImmediate(look)
    const compute = async (_: number, index: number) => {
      const work = createWork()
      for (let turn = 0; turn < 5; turn += 1) {
        await work.pause()
        slicesAtOnce += 1
        turns[index] = turn + 1
        const end = performance.now() + 3
        while (performance.now() < end) work.spend(1)
      }
      atFirstEnd ??= [...turns]
    }
    await Promise.all(turns.map(compute))
    // One before the look of this turn of the event loop, and one after that of the last.
    expect(most).toBeLessThanOrEqual(2)
    expect(Math.min(...(atFirstEnd ?? []))).toBeGreaterThan(1)
  })

  it('has those who begin together take their turns one after the other, the first slice included', async () => {
    await createWork().pause()
    const works = Array.from({ length: 10 }, () => createWork({ now: frozen }))
    expect(works.map((work) => work.spend(1))).toEqual(works.map(() => true))
    await Promise.all(works.map((work) => work.pause()))
    expect(works.map((work) => work.spend(1))).toEqual(works.map(() => false))
  })

  it('lets sockets have their turn between many that begin in one go, and of which each is done within its slice', async () => {
    let begun = 0
    let most = 0
    let last = 0
    const look = () => {
      most = Math.max(most, begun - last)
      last = begun
      if (begun < 50) setImmediate(look)
    }
    setImmediate(look)
    const compute = async () => {
      const work = createWork()
      if (work.spend(1)) await work.pause()
      begun += 1
      const end = performance.now() + 4
      while (performance.now() < end) work.spend(0)
    }
    await Promise.all(Array.from({ length: 50 }, compute))
    most = Math.max(most, begun - last)
    // Three make up a slice, one more may stand before it or behind it in the same turn of the event loop.
    expect(most).toBeLessThanOrEqual(5)
  })

  it('lets sockets have their turn, however many compute at a time', async () => {
    const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const end = { atMs: performance.now() + 10_000 }
    const compute = async () => {
      const work = createWork()
      while (performance.now() < end.atMs) if (work.spend(1)) await work.pause()
    }
    const computations = [compute(), compute(), compute()]
    const { port } = server.address() as AddressInfo
    const answer = fetch(`http://127.0.0.1:${port}`).then((response) => response.text())
    const first = await Promise.race([answer, Promise.all(computations)])
    end.atMs = 0
    expect(first).toBe('here')
    await Promise.all(computations)
    server.close()
  })

  it('throws beyond its limit, and beyond that of a part, which counts for the whole', () => {
    const work = createWork({ limit: 100, now: frozen })
    const part = work.part(10)
    part.spend(10)
    expect([part.spent, part.left, work.spent, work.left]).toEqual([10, 0, 10, 90])
    expect(() => part.spend(1)).toThrow(WorkLimitError)
    expect(() => work.spend(80)).not.toThrow()
    expect(() => work.part(1000).spend(20)).toThrow(WorkLimitError)
  })
})

describe('attemptPart', () => {
  it('gives a computation half of what is left, and says when that did not suffice', async () => {
    const work = createWork({ limit: 1001, now: frozen })
    const reached: string[] = []
    const attempt = (name: string, units: number) =>
      attemptPart(
        work,
        async (part) => {
          part.spend(units)
          return name
        },
        () => reached.push(name),
      )
    expect([await attempt('endless', 501), await attempt('large', 240), await attempt('small', 10)]).toEqual([
      undefined,
      'large',
      'small',
    ])
    expect(reached).toEqual(['endless'])
  })

  it('passes on any other error', async () => {
    const failing = attemptPart(createWork(), () => Promise.reject(new Error('broken')))
    await expect(failing).rejects.toThrow('broken')
  })
})

describe('large computations', () => {
  it('compute two at a time, in the order in which they came, and make room also by failing', async () => {
    const began: number[] = []
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
    const results = gates.map((gate, index) =>
      takeTurnWithLarge(async () => {
        began.push(index)
        await gate.promise
        return index
      }),
    )
    const failed = expect(results[1]).rejects.toThrow('cut')
    await afterSockets()
    expect(began).toEqual([0, 1])
    gates[1]?.reject(new Error('cut'))
    await failed
    await vi.waitFor(() => expect(began).toEqual([0, 1, 2]), 10_000)
    for (const gate of gates) gate.resolve()
    expect(await Promise.all(results.filter((_, index) => index !== 1))).toEqual([0, 2, 3, 4])
    expect(began).toEqual([0, 1, 2, 3, 4])
  })
})
