import type { Work } from '../../work.ts'
import type { OutputEvent } from './events.ts'
import type { OutputParser } from './parser.ts'

/** So much is parsed in one go; a provider may send far more in one piece. */
const CHARS_PER_PIECE = 4096

const CHARS_PER_UNIT = 20
const UNITS_PER_EVENT = 2

/** Has a piece of an answer parsed and its events taken, with turns for others, however many there are. */
export async function takeText(
  parser: OutputParser,
  text: string,
  take: (event: OutputEvent) => Promise<void>,
  work: Work,
): Promise<void> {
  for (let from = 0; from < text.length; from += CHARS_PER_PIECE) {
    const piece = text.slice(from, from + CHARS_PER_PIECE)
    await takeEvents(parser.push(piece), take, work)
    if (work.spend(piece.length / CHARS_PER_UNIT)) await work.pause()
  }
}

export async function takeEvents(
  events: readonly OutputEvent[],
  take: (event: OutputEvent) => Promise<void>,
  work: Work,
): Promise<void> {
  for (const event of events) {
    await take(event)
    if (work.spend(UNITS_PER_EVENT)) await work.pause()
  }
}
