import { describe, expect, it } from 'vitest'
import { createLeases, LEASE_MS, type Lease } from '../../src/accounts/leases.ts'

/** A counter elsewhere with so many turns, which gives several only where eight times as many are left. */
function setUp(turns: number) {
  let now = 0
  let left = turns
  const asked: number[] = []
  const leases = createLeases<Lease>(() => now)
  const ask = (wanted: number): Promise<Lease> => {
    asked.push(wanted)
    const size = left >= wanted * 8 ? wanted : Math.min(1, left)
    left -= size
    return Promise.resolve({ size, left: size, until: now + LEASE_MS })
  }
  const pass = async (): Promise<boolean> => {
    if (leases.take('x', {}) !== undefined) return true
    return (await leases.renew('x', ask, {})).size > 0
  }
  return {
    leases,
    ask,
    pass,
    asked,
    left: () => left,
    wait: (ms: number) => void (now += ms),
    refill: (more: number) => void (left += more),
  }
}

describe('leases', () => {
  it('grow while they are used up in their time, so that few ask', async () => {
    const { pass, asked } = setUp(1_000_000)
    for (let call = 0; call < 2000; call += 1) expect(await pass()).toBe(true)
    expect(asked.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 256])
    expect(asked.length).toBeLessThan(20)
  })

  it('are of one turn for who asks now and then', async () => {
    const { pass, asked, wait } = setUp(1_000_000)
    for (let call = 0; call < 20; call += 1) {
      await pass()
      wait(LEASE_MS)
    }
    expect(new Set(asked)).toEqual(new Set([1]))
  })

  it('shrink to one as what is left gets small, so that exactly what there is passes', async () => {
    const { pass, left } = setUp(500)
    let passed = 0
    for (let call = 0; call < 1000; call += 1) if (await pass()) passed += 1
    expect([passed, left()]).toEqual([500, 0])
  })

  it('are given again at once when there is something again', async () => {
    const { pass, refill } = setUp(100)
    for (let call = 0; call < 200; call += 1) await pass()
    refill(1)
    expect([await pass(), await pass()]).toEqual([true, false])
  })

  it('are lost when their time is over', async () => {
    const { leases, pass, asked, wait } = setUp(1_000_000)
    for (let call = 0; call < 64; call += 1) await pass()
    wait(LEASE_MS)
    expect(leases.take('x', {})).toBeUndefined()
    await pass()
    expect(asked.at(-1)).toBe(1)
  })

  it('are as large as the last one was used, where its time passed before it was used up', async () => {
    const { pass, asked, wait } = setUp(1_000_000)
    for (let call = 0; call < 127; call += 1) await pass()
    expect(asked.at(-1)).toBe(64)
    for (let second = 0; second < 3; second += 1) {
      wait(LEASE_MS)
      for (let call = 0; call < 40; call += 1) await pass()
    }
    expect(asked.slice(-2)).toEqual([40, 40])
    wait(60_000)
    await pass()
    expect(asked.at(-1)).toBe(1)
  })

  it('never give a turn twice, however many ask at a time', async () => {
    const { pass, left } = setUp(300)
    const passed = await Promise.all(Array.from({ length: 1000 }, pass))
    expect([passed.filter(Boolean).length, left()]).toEqual([300, 0])
  })

  it('are asked for by one at a time, and ahead', async () => {
    const { leases, ask, pass, asked, left } = setUp(1_000_000)
    // Of 1 + 2 + … + 32 turns, six are left.
    for (let call = 0; call < 57; call += 1) await pass()
    expect(leases.isLow('x')).toBe(true)
    const ahead = leases.renew('x', ask)
    expect(leases.isLow('x')).toBe(false)
    await ahead
    expect([asked.at(-1), left()]).toEqual([64, 1_000_000 - 63 - 64])
    // Nothing is lost of the one before.
    for (let call = 0; call < 6 + 64; call += 1) expect(leases.take('x', {})).toBeDefined()
    expect(leases.take('x', {})).toBeUndefined()
  })

  it('are asked for by one for all who need a turn at a time, where requests may wait for one another', async () => {
    const { leases, ask, asked, left } = setUp(1_000_000)
    const passed = await Promise.all(Array.from({ length: 1000 }, () => leases.renew('x', ask, {}, true)))
    expect(passed.every(({ size }) => size > 0)).toBe(true)
    // The first one knows of nobody else.
    expect(asked).toEqual([1, 256, 256, 256, 256])
    expect(left()).toBe(1_000_000 - 1025)
  })

  it('are waited for by who comes while they are asked for ahead', async () => {
    const { leases, ask, pass, asked } = setUp(1_000_000)
    for (let call = 0; call < 60; call += 1) await pass()
    const ahead = leases.renew('x', ask, undefined, true)
    while (leases.take('x', {}) !== undefined);
    const before = asked.length
    expect((await leases.renew('x', ask, {}, true)).left).toBeGreaterThan(0)
    expect(asked.length).toBe(before)
    await ahead
  })

  it('are asked for by each where few are left, and never given twice', async () => {
    const { leases, ask, asked, left } = setUp(10)
    const given = await Promise.all(Array.from({ length: 200 }, () => leases.renew('x', ask, {}, true)))
    expect([given.filter(({ size }) => size > 0).length, left()]).toEqual([10, 0])
    // Who hears that there is none asks nobody to wait for it.
    const before = asked.length
    await Promise.all(Array.from({ length: 5 }, () => leases.renew('x', ask, {}, true)))
    expect(asked.length - before).toBe(5)
  })

  it('fail for who asked, and are asked for by each of the others then, where that was at once', async () => {
    const { leases, ask } = setUp(1_000_000)
    let calls = 0
    const failing = (turns: number) => {
      calls += 1
      return calls === 1 ? Promise.reject(new Error('away')) : ask(turns)
    }
    const asked = Array.from({ length: 20 }, () => leases.renew('x', failing, {}, true))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...Array<string>(19).fill('fulfilled')])
  })

  it('fail for all who waited, where that took long, so that nobody waits twice for one who does not answer', async () => {
    const { leases, ask, wait } = setUp(1_000_000)
    let calls = 0
    const hanging = (turns: number) => {
      calls += 1
      if (calls > 1) return ask(turns)
      wait(2000)
      return Promise.reject(new Error('no answer'))
    }
    const asked = Array.from({ length: 20 }, () => leases.renew('x', hanging, {}, true))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map(({ status }) => status)).toEqual(Array<string>(20).fill('rejected'))
    expect(calls).toBe(1)
    await expect(leases.renew('x', hanging, {}, true)).resolves.toBeDefined()
  })
})
