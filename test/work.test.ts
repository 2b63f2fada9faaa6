import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { attemptPart, createWork, WorkLimitError } from '../src/work.ts'

const frozen = () => 0

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

  it('takes shorter slices while other computations wait for theirs', async () => {
    const work = createWork({ now: frozen })
    const others = [createWork(), createWork(), createWork()].map((other) => other.pause())
    expect(work.spend(4999)).toBe(false)
    expect(work.spend(1)).toBe(true)
    await Promise.all(others)
    await work.pause()
    expect(work.spend(5000)).toBe(false)
  })

  it('lets sockets have their turn, however many compute at a time', async () => {
    const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    let answered = false
    const compute = async () => {
      const work = createWork()
      const until = performance.now() + 10_000
      while (!answered && performance.now() < until) if (work.spend(1)) await work.pause()
    }
    const computations = [compute(), compute(), compute()]
    const { port } = server.address() as AddressInfo
    const answer = fetch(`http://127.0.0.1:${port}`).then((response) => response.text())
    const first = await Promise.race([answer, Promise.all(computations)])
    answered = true
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
