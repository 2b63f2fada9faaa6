// How a run is followed over streams that end before it, whatever they end with.
import { describe, expect, it } from 'vitest'
import { ApiError, StreamError } from '../../src/client/client.ts'
import { followRun, type RunEvent } from '../../src/client/follow-run.ts'

const CLOSING = { type: 'stream.closing', reason: 'poll_limit' }
const FAILED = {
  type: 'stream.failed',
  error: { code: 'service_unavailable', message: 'The data API is away.', request_id: 'r' },
}
const ENDED = { id: '2-0', type: 'run.succeeded', run_id: 'r', seq: 2 }

/** A stream of these events; one has an id where it is part of the run. */
function streamOf(...events: { type: string; id?: string }[]): { body: ReadableStream<Uint8Array> } {
  const text = events.map(({ id, ...data }) => {
    return `${id === undefined ? '' : `id: ${id}\n`}event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
  })
  return { body: new Response(text.join('')).body ?? new ReadableStream() }
}

/** Gives these streams, one after the other, and what each was asked for behind. */
function streams(...given: { body: ReadableStream<Uint8Array> }[]) {
  const asked: (string | undefined)[] = []
  const open = (lastEventId: string | undefined) => {
    asked.push(lastEventId)
    return Promise.resolve(given.shift())
  }
  return { asked, open }
}

async function collect(events: AsyncIterable<RunEvent>): Promise<string[]> {
  const types: string[] = []
  for await (const { type } of events) types.push(type)
  return types
}

describe('a run is followed', () => {
  it('for as long as its streams ask to be come back to', async () => {
    const closings = Array.from({ length: 40 }, () => streamOf({ type: 'stream.opened' }, CLOSING))
    const { asked, open } = streams(streamOf({ id: '1-0', type: 'run.started' }), ...closings, streamOf(ENDED))
    expect(await collect(followRun(open))).toEqual(['run.started', 'run.succeeded'])
    expect(asked).toEqual([undefined, ...Array.from({ length: 41 }, () => '1-0')])
  })

  it('over a stream that failed', async () => {
    const { open } = streams(streamOf(FAILED), streamOf(ENDED))
    expect(await collect(followRun(open))).toEqual(['run.succeeded'])
  })

  it('until what fails cannot pass, or who follows gives up', async () => {
    const refused = () => Promise.reject(new ApiError(new Response(null, { status: 404 }), undefined))
    await expect(collect(followRun(refused))).rejects.toThrow(ApiError)
    const stop = new AbortController()
    const failing = () => {
      stop.abort(new Error('enough'))
      return Promise.resolve(streamOf(FAILED))
    }
    await expect(collect(followRun(failing, { signal: stop.signal }))).rejects.toThrow('enough')
  })
})

it('a stream that failed says with what, and by which request', () => {
  expect(new StreamError(FAILED.error)).toMatchObject({
    message: FAILED.error.message,
    code: 'service_unavailable',
    requestId: 'r',
  })
})
