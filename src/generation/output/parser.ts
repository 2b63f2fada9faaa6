import { MAX_FILE_BYTES } from '../../services/stored-limits.ts'
import type { OutputEvent } from './events.ts'
import { createLineSplitter, type WorkMeter } from './lines.ts'
import { createOutputReader } from './reader.ts'
import type { Untagged } from './untagged.ts'

export interface OutputParser {
  /** Takes the next piece of the answer, cut anywhere, even inside a UTF-8 sequence. */
  push(chunk: Uint8Array | string): OutputEvent[]
  /**
   * Ends the answer: what is still open is reported as cut. Later pushes give nothing. `isWhole` is false when the model
   * was stopped before it had said all.
   */
  end(isWhole?: boolean): OutputEvent[]
}

export type ParserOptions = {
  meter?: WorkMeter
  /** Without it, a file is only what stands between tags. */
  untagged?: Untagged
}

/**
 * Reads a model's tagged answer as it arrives. The events depend on the answer only, not on how it was cut; the cost of
 * a chunk does not depend on what came before it. Never throws. A file cut short is never announced as complete.
 */
export function createOutputParser({ meter = { characters: 0 }, untagged }: ParserOptions = {}): OutputParser {
  let events: OutputEvent[] = []
  const reader = createOutputReader((event) => events.push(event), { meter, untagged })
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const splitter = createLineSplitter(MAX_FILE_BYTES, meter)
  let isOver = false

  function drain(): OutputEvent[] {
    const drained = events
    events = []
    return drained
  }

  function feed(text: string): void {
    for (const line of splitter.push(text)) reader.line(line)
  }

  return {
    push(chunk) {
      if (isOver) return []
      if (typeof chunk === 'string') feed(decoder.decode() + chunk)
      else feed(decoder.decode(chunk, { stream: true }))
      return drain()
    },
    end(isWhole = true) {
      if (isOver) return []
      isOver = true
      feed(decoder.decode())
      const last = splitter.end()
      reader.end(last, isWhole)
      return drain()
    },
  }
}
