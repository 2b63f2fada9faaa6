import { describe, expect, it } from 'vitest'
import { keepServiceThread, startServiceThread } from '../../../local/threads/service-thread.ts'

const ENTRY = new URL('faulty-service.ts', import.meta.url)
const start = (fault: string) => startServiceThread<{ fault: string }>(ENTRY, fault)

describe('a service that is kept', () => {
  it('is started again when it ends by itself, knowing what the first one told', async () => {
    const restarted = Promise.withResolvers<string>()
    const options: unknown[] = []
    const optionsOf = (told?: { fault: string }) => {
      options.push(told)
      return told === undefined ? 'throws later' : 'none'
    }
    const { close } = await keepServiceThread(ENTRY, optionsOf, restarted.resolve, 0)
    expect(await restarted.promise).toBe('out of memory')
    expect(options).toEqual([undefined, { fault: 'throws later' }])
    await close()
  })

  it('has failed when it ends at once', async () => {
    const { failed } = await keepServiceThread(
      ENTRY,
      () => 'throws later',
      () => undefined,
    )
    expect(await failed).toBe('out of memory')
  })
})

describe('a service in a thread of its own', () => {
  it('tells of itself when it is ready, and ends when it is closed', async () => {
    const { told, close } = await start('none')
    expect(told).toEqual({ fault: 'none' })
    await close()
  })

  it('that does not start is told of as it put it', async () => {
    await expect(start('does not start')).rejects.toThrow('there is no room')
  })

  it.each([
    ['ends by itself', 'it ended by itself'],
    ['throws later', 'out of memory'],
  ])('that %s is missed', async (fault, reason) => {
    // It may be gone before it was heard that it had started.
    const told = start(fault).then(
      ({ failed }) => failed,
      (error: Error) => error.message,
    )
    expect(await told).toBe(reason)
  })

  it('that does not end is ended', async () => {
    const { failed, close } = await startServiceThread(ENTRY, 'does not end', 100)
    await close()
    // It was asked to end.
    expect(await Promise.race([failed, Promise.resolve('in order')])).toBe('in order')
  })
})
