import { describe, expect, it } from 'vitest'
import { createSharedMemory, type Ask } from '../../src/accounts/shared-memory.ts'

const MAX_AGE_MS = 500

/** What is asked for is how often that was done before. */
function setUp() {
  let now = 0
  let calls = 0
  let answering = Promise.resolve()
  const later: Promise<unknown>[] = []
  const memory = createSharedMemory<number>(MAX_AGE_MS, () => now)
  const sharing = { later: (work: Promise<unknown>) => void later.push(work) }
  const ask: Ask<number> = async () => {
    const askedAt = now
    const answer = calls
    calls += 1
    await answering
    return { answer, until: askedAt + MAX_AGE_MS }
  }
  return {
    ask,
    memory,
    read: (shares = true) => memory.read('x', ask, shares ? sharing : undefined),
    calls: () => calls,
    wait: (ms: number) => void (now += ms),
    /** Until the function that it gives is called, nothing is answered. */
    holdAnswers: () => {
      const held = Promise.withResolvers<void>()
      answering = held.promise
      return held.resolve
    },
    settle: () => Promise.all(later.splice(0)),
  }
}

describe('what a process was told', () => {
  it('is asked for once by all who need it at a time', async () => {
    const { read, calls } = setUp()
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => read())))).toEqual(new Set([0]))
    expect(calls()).toBe(1)
  })

  it('is asked for by each where no request may wait for another', async () => {
    const { read, calls } = setUp()
    await Promise.all(Array.from({ length: 5 }, () => read(false)))
    expect(calls()).toBe(5)
  })

  it('is asked for ahead by one who needs it, and nobody waits for that', async () => {
    const { read, calls, wait, holdAnswers, settle } = setUp()
    await read()
    wait(MAX_AGE_MS - 1)
    const answer = holdAnswers()
    expect([await read(), await read(), calls()]).toEqual([0, 0, 2])
    answer()
    await settle()
    wait(1)
    expect([await read(), calls()]).toEqual([1, 2])
  })

  it('is not believed for longer than since it was asked for', async () => {
    const { read, wait, settle } = setUp()
    await read()
    wait(MAX_AGE_MS - 1)
    await read()
    await settle()
    wait(MAX_AGE_MS)
    expect(await read()).toBe(2)
  })

  it('is not waited for by who comes so late that it may have changed since it was asked for', async () => {
    const { read, calls, wait, holdAnswers } = setUp()
    const answer = holdAnswers()
    const first = read()
    wait(MAX_AGE_MS)
    const late = read()
    answer()
    expect([await first, await late, calls()]).toEqual([0, 1, 2])
  })

  it('is asked for by each when the question that they waited for fails', async () => {
    const { ask, memory } = setUp()
    let calls = 0
    const failing: Ask<number> = (asking) => {
      calls += 1
      return calls === 1 ? Promise.reject(new Error('away')) : ask(asking)
    }
    const sharing = { later: () => undefined }
    const read = () => memory.read('x', failing, sharing)
    const outcomes = await Promise.allSettled([read(), read(), read()])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  })

  it('is not remembered when it was to be forgotten while it was asked for', async () => {
    const { memory, read, calls, holdAnswers } = setUp()
    const answer = holdAnswers()
    const before = read()
    memory.forget('x')
    const after = read()
    answer()
    expect([await before, await after]).toEqual([0, 1])
    expect([await read(), calls()]).toEqual([1, 2])
  })
})
