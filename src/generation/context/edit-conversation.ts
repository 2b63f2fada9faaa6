// The conversation of a change: what the model is shown at first, and what it asks to read.
import type { Config } from '../../config.ts'
import type { ChatMessage } from '../../gateway/chat-message.ts'
import type { Workspace } from '../workspace.ts'
import { chooseFiles, EDIT_SHARES } from './choose-files.ts'
import { renderOutline } from './outline.ts'
import { createProjectReader } from './project-map.ts'
import { createReading } from './reading.ts'
import { countMessages, promptRoom } from './room.ts'
import { renderWhole, type Shown } from './shown.ts'

export type EditRequest = {
  config: Pick<Config, 'AI_FALLBACK_MODELS' | 'AI_MAX_OUTPUT_TOKENS' | 'AI_MODEL_LIMITS'>
  model: string
  prompt: string
  instructions?: string | undefined
  /** What the prompt takes besides its text. */
  imageTokens?: number
  /** Paths that the last version changed; asked for only when not everything can be sent. */
  readRecent: () => Promise<ReadonlySet<string>>
  /** The first messages, with what is shown of the project. */
  render: Render
}

/** All files by name unless all are given whole, and files as blocks. */
export type Render = (shown: {
  instructions: string | undefined
  outline: string | undefined
  files: readonly string[]
}) => ChatMessage[]

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
  { config, model, prompt, instructions, imageTokens = 0, readRecent, render: renderMessages }: EditRequest,
  { files, contents }: Pick<Workspace, 'files' | 'contents'>,
): Promise<EditConversation> {
  const read = createProjectReader()
  const mapped = await read(contents, contents)
  const render = (whole: readonly string[], outline: string | undefined) =>
    renderMessages({ instructions, outline, files: renderWhole(whole, contents) })
  const shown: Shown[] = []
  const note = (whole: string[], prompt_tokens: number) =>
    void shown.push({ whole, listed: files.size - whole.length, prompt_tokens })

  const room = promptRoom(config, model) - imageTokens
  const roomForFiles = room - countMessages(render([], ''))
  const whole = await chooseFiles({ mapped, contents, prompt, readRecent }, roomForFiles)
  const isAll = whole.length === files.size
  const messages = render(whole, isAll ? undefined : renderOutline(files, mapped, EDIT_SHARES.outline(roomForFiles)))
  const tokens = countMessages(messages)
  note(whole, tokens)
  const reading = createReading(contents, read, room - tokens)

  return {
    messages: () => messages,
    want: reading.want,
    async goOn() {
      const given = await reading.give()
      if (given === undefined) return false
      messages.push(...given.messages)
      note(given.given, countMessages(messages))
      return true
    },
    shown,
  }
}
