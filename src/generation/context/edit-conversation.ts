// The conversation of a change: what the model is shown at first, and what it asks to read, within bounds.
import type { Config } from '../../config.ts'
import type { ChatMessage } from '../../gateway/completion.ts'
import { normalizePath } from '../../projects/paths.ts'
import { escapeAttribute } from '../output/escaping.ts'
import { editMessages, readMessage } from '../prompts.ts'
import type { Workspace } from '../workspace.ts'
import { chooseFiles, EDIT_SHARES } from './choose-files.ts'
import { readInstructions } from './instructions.ts'
import { renderOutline } from './outline.ts'
import { createProjectReader } from './project-map.ts'
import { countMessages, promptRoom } from './room.ts'
import { renderWhole, takeWhatFits, type Shown } from './shown.ts'

/** How often the model may ask to read within one step. */
const MOST_ROUNDS = 3
/** Most files that it may ask for in one round. */
const MOST_FILES = 20
/** Most tokens that it is given in all rounds together. */
const MOST_READ_TOKENS = 24_000

export type EditRequest = {
  config: Pick<Config, 'AI_FALLBACK_MODELS' | 'AI_MAX_OUTPUT_TOKENS' | 'AI_MODEL_LIMITS'>
  model: string
  prompt: string
  /** Paths that the last version changed; asked for only when not everything can be sent. */
  readRecent: () => Promise<ReadonlySet<string>>
}

export type EditConversation = {
  /** What to send next. */
  messages: () => ChatMessage[]
  /** The answer asks for a file. */
  want: (path: string) => void
  /** Takes up what the answer has asked for; false when that is nothing, or too much has been asked. */
  goOn: () => Promise<boolean>
  /** What each call was shown. */
  shown: Shown[]
}

/**
 * Begins with an outline of all files, and whole those that the request most likely concerns. What stays the same from one
 * request to the next comes first.
 */
export async function openEditConversation(
  { config, model, prompt, readRecent }: EditRequest,
  { files, contents }: Pick<Workspace, 'files' | 'contents'>,
): Promise<EditConversation> {
  const read = createProjectReader()
  const mapped = await read(contents, contents)
  const instructions = readInstructions(contents)
  const render = (whole: readonly string[], outline: string | undefined) =>
    editMessages({ prompt, instructions, outline, files: renderWhole(whole, contents) })

  const room = promptRoom(config, model)
  const roomForFiles = room - countMessages(render([], ''))
  const whole = await chooseFiles({ mapped, contents, prompt, readRecent }, roomForFiles)
  const isComplete = whole.length === files.size
  const messages = render(
    whole,
    isComplete ? undefined : renderOutline(files, mapped, EDIT_SHARES.outline(roomForFiles)),
  )
  const shown: Shown[] = [{ whole, listed: files.size - whole.length, prompt_tokens: countMessages(messages) }]

  let wanted = new Set<string>()
  let rounds = 0
  let left = Math.min(MOST_READ_TOKENS, room - countMessages(messages))

  async function goOn(): Promise<boolean> {
    if (wanted.size === 0 || rounds >= MOST_ROUNDS) return false
    rounds += 1
    const there = new Map([...wanted].flatMap((path) => [[path, contents.get(path)] as const]).filter(isText))
    const given = takeWhatFits(there.keys(), await read(there, contents), left)
    const answer = readMessage({
      files: renderWhole(given, contents),
      missing: [...wanted].filter((path) => !there.has(path)),
      tooLarge: [...there.keys()].filter((path) => !given.includes(path)),
      isLast: rounds === MOST_ROUNDS,
    })
    const asked = [...wanted].map((path) => `<read path="${escapeAttribute(path)}"/>`).join('\n')
    messages.push({ role: 'assistant', content: asked }, answer)
    left -= countMessages([answer])
    shown.push({ whole: given, listed: files.size - given.length, prompt_tokens: countMessages(messages) })
    wanted = new Set()
    return true
  }

  return {
    messages: () => messages,
    want(raw) {
      const result = normalizePath(raw)
      if (wanted.size < MOST_FILES) wanted.add(result.ok ? result.path : raw.slice(0, 200))
    },
    goOn,
    shown,
  }
}

function isText(entry: readonly [string, string | undefined]): entry is readonly [string, string] {
  return entry[1] !== undefined
}
