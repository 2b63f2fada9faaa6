import type { MappedFiles } from './project-map.ts'
import { tokensOf } from './project-map.ts'
import { rankFiles } from './rank-files.ts'
import { takeWhatFits } from './shown.ts'

/** A project of no more tokens is sent as a whole; of a larger one, files of so many that have to do with the request. */
const WHOLE_TOKENS = 24_000
/** Files that the request names are sent even so, up to this. */
const NAMED_TOKENS = 60_000
const OUTLINE_TOKENS = 12_000
const OUTLINE_SHARE = 0.25
const WHOLE_SHARE = 0.55

/** How many tokens a part may take of the room that there is for files; what is left is for what the model asks to read. */
export const EDIT_SHARES = {
  outline: (room: number) => Math.min(OUTLINE_TOKENS, room * OUTLINE_SHARE),
  whole: (room: number) => Math.min(WHOLE_TOKENS, room * WHOLE_SHARE),
  named: (room: number) => Math.min(NAMED_TOKENS, room * (1 - OUTLINE_SHARE)),
}

type Choice = {
  mapped: MappedFiles
  contents: ReadonlyMap<string, string>
  prompt: string
  readRecent: () => Promise<ReadonlySet<string>>
}

/** The files that a change most likely concerns, as many as there is room for: all of a small project. */
export async function chooseFiles(
  { mapped, contents, prompt, readRecent }: Choice,
  roomTokens: number,
): Promise<string[]> {
  if (tokensOf(mapped) <= EDIT_SHARES.whole(roomTokens)) return [...contents.keys()].toSorted()
  const { named, related } = await rankFiles(mapped, contents, { prompt, recent: await readRecent() })
  const first = takeWhatFits(named, mapped, EDIT_SHARES.named(roomTokens))
  const taken = first.reduce((sum, path) => sum + (mapped.get(path)?.tokens ?? 0), 0)
  const rest = takeWhatFits(related, mapped, EDIT_SHARES.whole(roomTokens) - taken)
  return [...first, ...rest].toSorted()
}
