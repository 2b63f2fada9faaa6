import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pause, unlessAborted, withTimeout } from '../src/timing.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('work with a timeout', () => {
  it('comes to what it comes to, or throws what it throws, and leaves no timer behind', async () => {
    const late = vi.fn<() => string>(() => 'late')
    expect(await withTimeout(Promise.resolve('done'), 1000, late)).toBe('done')
    await expect(withTimeout(Promise.reject(new Error('broken')), 1000, late)).rejects.toThrow('broken')
    expect([late.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0])
  })

  it('comes to what is said or thrown instead when it takes longer, and fails unheard later', async () => {
    const work = Promise.withResolvers<string>()
    const instead = withTimeout(work.promise, 1000, () => 'late')
    const refused = withTimeout(work.promise, 1000, () => {
      throw new Error('too late')
    })
    const outcomes = Promise.allSettled([instead, refused])
    await vi.advanceTimersByTimeAsync(999)
    await vi.advanceTimersByTimeAsync(1)
    expect(await outcomes).toEqual([
      { status: 'fulfilled', value: 'late' },
      { status: 'rejected', reason: new Error('too late') },
    ])
    work.reject(new Error('nobody hears it'))
  })
})

describe('work with a signal', () => {
  it('comes to what it comes to, or to nothing once the signal has aborted', async () => {
    const stop = new AbortController()
    expect(await unlessAborted(Promise.resolve('done'), stop.signal)).toBe('done')
    await expect(unlessAborted(Promise.reject(new Error('broken')), stop.signal)).rejects.toThrow('broken')
    const work = Promise.withResolvers<string>()
    const given = unlessAborted(work.promise, stop.signal)
    stop.abort()
    expect(await given).toBeUndefined()
    expect(await unlessAborted(work.promise, stop.signal)).toBeUndefined()
    work.reject(new Error('nobody hears it'))
  })
})

describe('a pause', () => {
  /** Whether it is over, once everything that was due has happened. */
  async function isOver(waiting: Promise<void>, ms: number): Promise<boolean> {
    let over = false
    void waiting.then(() => (over = true))
    await vi.advanceTimersByTimeAsync(ms)
    return over
  }

  it('takes its time', async () => {
    const waiting = pause(1000)
    expect([await isOver(waiting, 999), await isOver(waiting, 1)]).toEqual([false, true])
  })

  it('ends when its signal aborts, and does not begin after that', async () => {
    const stop = new AbortController()
    const waiting = pause(1000, stop.signal)
    expect(await isOver(waiting, 1)).toBe(false)
    stop.abort()
    expect([await isOver(waiting, 0), await isOver(pause(1000, stop.signal), 0)]).toEqual([true, true])
    expect(vi.getTimerCount()).toBe(0)
  })
})
