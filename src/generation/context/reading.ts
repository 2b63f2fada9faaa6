// What a model asks to read before it changes something: given in the next call, within bounds.
import type { ChatMessage } from '../../gateway/chat-message.ts'
import { normalizePath } from '../../projects/paths.ts'
import { escapeAttribute } from '../output/escaping.ts'
import { readMessage } from '../prompts.ts'
import type { ProjectReader } from './project-map.ts'
import { countMessages } from './room.ts'
import { renderWhole, takeWhatFits } from './shown.ts'

/** How often the model may ask within one step. */
const MOST_ROUNDS = 3
/** Most files that it may ask for in one round. */
const MOST_FILES = 20
/** Most tokens that it is given in all rounds together. */
const MOST_TOKENS = 24_000
/** With fewer left there is nothing more to give. */
const LEAST_TOKENS = 2000

export type Reading = {
  /** The answer asks for a file. */
  want: (path: string) => void
  /** What to send for it, and which files that gives; undefined when nothing was asked for, or too much. */
  give: () => Promise<{ messages: ChatMessage[]; given: string[] } | undefined>
}

/** `roomTokens` is what the window has left. */
export function createReading(contents: ReadonlyMap<string, string>, read: ProjectReader, roomTokens: number): Reading {
  let wanted = new Set<string>()
  let rounds = 0
  let left = Math.min(MOST_TOKENS, roomTokens)

  return {
    want(raw) {
      const result = normalizePath(raw)
      if (wanted.size < MOST_FILES) wanted.add(result.ok ? result.path : raw.slice(0, 200))
    },
    async give() {
      if (wanted.size === 0 || rounds >= MOST_ROUNDS) return undefined
      rounds += 1
      const asked = [...wanted]
      wanted = new Set()
      const frameTokens = countMessages(answerWith(contents, { asked, given: [], isLast: true }))
      if (frameTokens > left) return undefined
      const there = new Map([...contents].filter(([path]) => asked.includes(path)))
      const given = takeWhatFits(there.keys(), await read(there, contents), left - frameTokens)
      left -= countMessages(answerWith(contents, { asked, given, isLast: true }))
      if (left < LEAST_TOKENS) rounds = MOST_ROUNDS
      const messages = answerWith(contents, { asked, given, isLast: rounds === MOST_ROUNDS })
      return { messages, given }
    },
  }
}

type Answer = { asked: readonly string[]; given: readonly string[]; isLast: boolean }

/** What was asked, in place of the answer that asked it, and what is given for it. */
function answerWith(contents: ReadonlyMap<string, string>, { asked, given, isLast }: Answer): ChatMessage[] {
  const answer = readMessage({
    files: renderWhole(given, contents),
    missing: asked.filter((path) => !contents.has(path)),
    tooLarge: asked.filter((path) => contents.has(path) && !given.includes(path)),
    isLast,
  })
  const content = asked.map((path) => `<read path="${escapeAttribute(path)}"/>`).join('\n')
  return [{ role: 'assistant', content }, answer]
}
