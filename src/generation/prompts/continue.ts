import type { ChatMessage } from '../../gateway/completion.ts'
import { renderFileBlock } from '../output/format.ts'
import { request, system } from '../prompts.ts'

const FORMAT = `A file is too long for one answer. You are shown its beginning; write the rest, from the line that comes next,
between the same tags, each alone on its line:
<file path="name">
what follows the last line shown, to the end of the file
</file>
Repeat nothing of what is shown, and say nothing else.`

/** Asks for the rest of a file of which the beginning, in whole lines, is there. */
export function continueMessages(prompt: string, path: string, beginning: string): ChatMessage[] {
  const lines = beginning.split('\n').length - 1
  const content = [
    request(prompt),
    `The first ${lines} lines of ${path}:`,
    renderFileBlock(path, beginning),
    `Write these files: ${path}`,
  ]
  return [system('continue', FORMAT), { role: 'user', content: content.join('\n\n') }]
}
