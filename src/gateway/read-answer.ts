// One request to one model, and what comes of it.
import type { Config } from '../config.ts'
import { saysSomething, type Chunk } from './chunk.ts'
import { watchEnding, type CallEnd, type Ending } from './ending.ts'
import { ProviderError, refusalOfBody } from './provider-error.ts'
import { dataOf, openFrames, readBytes, readText, type Bytes, type FrameReader } from './read-frames.ts'
import type { Watchdog } from './watchdog.ts'

/** A part of an answer as it came, and what stands in it. */
export type Piece = {
  raw: Bytes
  chunk: Chunk
  /** Whether the next one is there already. */
  hasNext: boolean
}

export type Reading = { config: Config; watchdog: Watchdog; end: CallEnd }

/** How long the usage may come after the end of the answer. */
const USAGE_MS = 5000

/**
 * A streamed answer, frame by frame, without those that carry nothing. It is whole when each of its choices has ended,
 * whatever the connection does then; where no end was ever told, with `[DONE]`.
 * @throws {ProviderError} when it breaks off, or what reading it throws
 */
export async function* readStream(response: Response, reading: Reading): AsyncGenerator<Piece> {
  if (/^application\/json\b/.test(response.headers.get('Content-Type') ?? '')) {
    requireNoError(parse(await readText(response.body)))
    throw new ProviderError('provider_invalid', new Error('JSON in place of a stream'))
  }
  const { config, watchdog, end } = reading
  const { AI_IDLE_TIMEOUT_MS: idleMs, AI_FIRST_TOKEN_TIMEOUT_MS: contentMs } = config
  const ending = watchEnding(end)
  let started = false
  let isDone = false
  const onPiece = () => {
    if (started) watchdog.expectLife(idleMs)
  }
  const frames = openFrames(response.body, onPiece)
  try {
    while (!isDone) {
      const seen = await nextOf(frames, ending)
      if (seen === undefined) break
      for (const [index, { raw, chunk }] of seen.pieces.entries()) {
        const says = saysSomething(chunk)
        started ||= says
        const dueAt = watchdog.contentDueAt()
        watchdog.pause()
        yield { raw, chunk, hasNext: index < seen.pieces.length - 1 }
        if (ending.isWhole()) watchdog.expectContent(Math.min(USAGE_MS, idleMs))
        else if (says) watchdog.expectContent(Math.max(contentMs, idleMs))
        else watchdog.expectContent(Math.max(0, dueAt - performance.now()))
        onPiece()
      }
      if (seen.error !== undefined) throw seen.error
      isDone = seen.isDone
    }
  } finally {
    frames.close()
  }
  if (ending.isWhole()) return
  const isEndless = end.finishReason === undefined
  if (isDone && isEndless && started) return
  throw new ProviderError(started ? 'provider_cut' : 'provider_invalid')
}

/** What comes next, looked into; undefined when nothing does. */
async function nextOf(frames: FrameReader, ending: Ending): Promise<Seen | undefined> {
  try {
    const next = await frames.next()
    return next === undefined ? undefined : look(next, ending)
  } catch (error) {
    // After its end nothing can be missing but the usage.
    if (!ending.isWhole() || error instanceof ProviderError) throw error
    return undefined
  }
}

type Seen = { pieces: Omit<Piece, 'hasNext'>[]; isDone: boolean; error: ProviderError | undefined }

/** Looks into frames, once each, up to `[DONE]` or to one that is an error. */
function look(frames: readonly Bytes[], ending: Ending): Seen {
  const seen: Seen = { pieces: [], isDone: false, error: undefined }
  for (const raw of frames) {
    const data = dataOf(raw)
    // Comments and empty frames are signs of life, and no content.
    if (data === undefined || data === '' || data.startsWith(':')) continue
    if (data === '[DONE]') return { ...seen, isDone: true }
    try {
      const chunk = parse(data)
      requireNoError(chunk)
      ending.note(chunk)
      seen.pieces.push({ raw, chunk })
    } catch (error) {
      if (error instanceof ProviderError) return { ...seen, error }
      throw error
    }
  }
  return seen
}

/** An answer in one piece. @throws {ProviderError} */
export async function* readWhole(response: Response, { end }: Reading): AsyncGenerator<Piece> {
  const raw = await readBytes(response.body)
  const chunk = parse(new TextDecoder().decode(raw))
  requireNoError(chunk)
  const ending = watchEnding(end)
  ending.note(chunk)
  // What is embedded is a list of data.
  const isThere = ending.isWhole() || saysSomething(chunk) || (Array.isArray(chunk.data) && chunk.data.length > 0)
  if (!isThere) throw new ProviderError('provider_invalid', new Error('an answer without a choice'))
  yield { raw, chunk, hasNext: false }
}

function parse(text: string): Chunk {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new ProviderError('provider_invalid', error)
  }
  if (typeof parsed === 'object' && parsed !== null) return parsed
  throw new ProviderError('provider_invalid', new Error('JSON that is no object'))
}

function requireNoError({ error }: Chunk): void {
  if (error !== undefined && error !== null) throw refusalOfBody(error)
}
