import type { ChatMessage } from '../../gateway/chat-message.ts'
import { renderFileBlock } from '../output/format.ts'
import { request, system } from '../prompts.ts'

const FORMAT = `A file is too long for one answer. You are shown its beginning; write the rest, from the line that comes next,
between the same tags, each alone on its line:
<file path="name">
what follows the last line shown, to the end of the file
</file>
Repeat nothing of what is shown, and say nothing else.`

/** Of a long beginning, its end is shown. */
const MOST_SHOWN_CHARS = 60_000

export type ContinuePrompt = {
  prompt: string
  instructions?: string | undefined
  path: string
  /** What there is of the file, in whole lines. */
  beginning: string
}

/** Asks for the rest of a file. */
export function continueMessages({ prompt, instructions, path, beginning }: ContinuePrompt): ChatMessage[] {
  const from =
    beginning.length > MOST_SHOWN_CHARS ? beginning.indexOf('\n', -MOST_SHOWN_CHARS + beginning.length) + 1 : 0
  const shown = beginning.slice(from)
  const [before, all] = [countLines(beginning.slice(0, from)), countLines(beginning)]
  const content = [
    request(prompt),
    before === 0 ? `The first ${all} lines of ${path}:` : `Lines ${before + 1} to ${all} of ${path}:`,
    renderFileBlock(path, shown),
    `Write these files: ${path}`,
  ]
  return [system('continue', FORMAT, instructions), { role: 'user', content: content.join('\n\n') }]
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}
