// One request to one model, and what comes of it.
import type { Config } from '../config.ts'
import { saysSomething, type Chunk } from './chunk.ts'
import { watchEnding, type CallEnd, type Ending } from './ending.ts'
import { createChunkParser, type ParseJson } from './parse-chunks.ts'
import { ProviderError, refusalOfBody } from './provider-error.ts'
import { dataOf, openFrames, textsOf, type FrameReader } from './read-frames.ts'
import { readBytes, readText, type Bytes } from './read-pieces.ts'
import type { PostAnswer } from '../services/network.ts'
import type { Watchdog } from './watchdog.ts'

/** A part of an answer as it came, and what stands in it. */
export type Piece = {
  raw: Bytes
  chunk: Chunk
  /** Whether it is something of the answer itself, not only of its frame. */
  says: boolean
}

/** What comes of an answer, one piece after the other. */
export type PieceReader = {
  /** The pieces that came together, one at least; undefined at the end. @throws {ProviderError} when it breaks off, or what reading it throws */
  next: () => Promise<Piece[] | undefined>
  close: FrameReader['close']
}

export type Reading = { config: Config; watchdog: Watchdog; end: CallEnd }

/** How long the usage may come after the end of the answer. */
const USAGE_MS = 5000

/**
 * A streamed answer, frame by frame, without those that carry nothing. It is whole when each of its choices has ended,
 * whatever the connection does then; where no end was ever told, with `[DONE]`.
 */
export function readStream(response: PostAnswer, { config, watchdog, end }: Reading): PieceReader {
  if (/^application\/json\b/.test(response.headers.get('Content-Type') ?? ''))
    return refuseJson(response, watchdog.signal)
  const ending = watchEnding(end)
  const clock = createClock(config, watchdog, ending)
  const frames = openFrames(response.body, clock.noteLife, watchdog.signal)
  const parseChunk = createChunkParser()
  let isDone = false
  let failure: ProviderError | undefined

  return {
    close: frames.close,
    async next() {
      clock.start()
      while (!isDone && failure === undefined) {
        const seen = await nextOf(frames, parseChunk, ending)
        if (seen === undefined) break
        isDone = seen.isDone
        failure = seen.error
        if (seen.pieces.length === 0) continue
        clock.stop(seen.pieces)
        return seen.pieces
      }
      if (failure !== undefined) throw failure
      if (ending.isWhole()) return undefined
      const isEndless = end.finishReason === undefined
      if (isDone && isEndless && clock.hasStarted()) return undefined
      throw new ProviderError(clock.hasStarted() ? 'provider_cut' : 'provider_invalid')
    },
  }
}

/** JSON in place of a stream may say what is wrong. */
function refuseJson({ body }: PostAnswer, signal: AbortSignal): PieceReader {
  return {
    close: () => undefined,
    next: async () => {
      requireNoError(parse(await readText(body, signal)))
      throw new ProviderError('provider_invalid', new Error('JSON in place of a stream'))
    },
  }
}

/** What is due while an answer is read, and nothing while its reader has what came. */
function createClock(config: Config, watchdog: Watchdog, ending: Ending) {
  const { AI_IDLE_TIMEOUT_MS: idleMs, AI_FIRST_TOKEN_TIMEOUT_MS: contentMs } = config
  let hasStarted = false
  let stopped: { says: boolean; dueAt: number } | undefined

  function noteLife(): void {
    if (hasStarted) watchdog.expectLife(idleMs)
  }

  return {
    noteLife,
    hasStarted: () => hasStarted,
    stop(pieces: readonly Piece[]): void {
      const says = pieces.some((piece) => piece.says)
      hasStarted ||= says
      stopped = { says, dueAt: watchdog.contentDueAt() }
      watchdog.pause()
    },
    start(): void {
      if (stopped === undefined) return
      const { says, dueAt } = stopped
      stopped = undefined
      if (ending.isWhole()) watchdog.expectContent(Math.min(USAGE_MS, idleMs))
      else if (says) watchdog.expectContent(Math.max(contentMs, idleMs))
      else watchdog.expectContent(Math.max(0, dueAt - performance.now()))
      noteLife()
    },
  }
}

/** What comes next, looked into; undefined when nothing does. */
async function nextOf(frames: FrameReader, parseChunk: ParseJson, ending: Ending): Promise<Seen | undefined> {
  try {
    const next = await frames.next()
    return next === undefined ? undefined : look(next, parseChunk, ending)
  } catch (error) {
    // After its end nothing can be missing but the usage.
    if (!ending.isWhole() || error instanceof ProviderError) throw error
    return undefined
  }
}

type Seen = { pieces: Piece[]; isDone: boolean; error: ProviderError | undefined }

/** Looks into frames, once each, up to `[DONE]` or to one that is an error. */
function look(frames: readonly Bytes[], parseChunk: ParseJson, ending: Ending): Seen {
  const seen: Seen = { pieces: [], isDone: false, error: undefined }
  const texts = textsOf(frames)
  for (const [at, raw] of frames.entries()) {
    const data = dataOf(texts[at] ?? '')
    // Comments and empty frames are signs of life, and no content.
    if (data === undefined || data === '' || data.startsWith(':')) continue
    if (data === '[DONE]') return { ...seen, isDone: true }
    try {
      const chunk = parse(data, parseChunk)
      requireNoError(chunk)
      ending.note(chunk)
      seen.pieces.push({ raw, chunk, says: saysSomething(chunk) })
    } catch (error) {
      if (error instanceof ProviderError) return { ...seen, error }
      throw error
    }
  }
  return seen
}

/** An answer in one piece. */
export function readWhole(response: PostAnswer, { watchdog, end }: Reading): PieceReader {
  let isRead = false
  return {
    // To read it to its end is to close it.
    close: () => undefined,
    next: async () => {
      if (isRead) return undefined
      const raw = await readBytes(response.body, watchdog.signal)
      isRead = true
      return [lookIntoWhole(raw, end)]
    },
  }
}

function lookIntoWhole(raw: Bytes, end: CallEnd): Piece {
  const chunk = parse(new TextDecoder().decode(raw))
  requireNoError(chunk)
  const ending = watchEnding(end)
  ending.note(chunk)
  const says = saysSomething(chunk)
  // What is embedded is a list of data.
  const isThere = ending.isWhole() || says || (Array.isArray(chunk.data) && chunk.data.length > 0)
  if (!isThere) throw new ProviderError('provider_invalid', new Error('an answer without a choice'))
  return { raw, chunk, says }
}

function parse(text: string, parseJson: ParseJson = JSON.parse): Chunk {
  let parsed: unknown
  try {
    parsed = parseJson(text)
  } catch (error) {
    throw new ProviderError('provider_invalid', error)
  }
  if (typeof parsed === 'object' && parsed !== null) return parsed
  throw new ProviderError('provider_invalid', new Error('JSON that is no object'))
}

function requireNoError({ error }: Chunk): void {
  if (error !== undefined && error !== null) throw refusalOfBody(error)
}
