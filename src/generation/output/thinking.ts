import { mended, problem } from './block.ts'
import type { Emit } from './events.ts'
import type { Line } from './lines.ts'

const OPENING = /^\s*<(think|thinking|thought|reasoning|reflection|scratchpad)>/i

/** Leaves out what a model thinks aloud in tags of its own, drafts of files included. */
export type Thinking = {
  /** What is left of a line outside of blocks when thinking is taken away; undefined when nothing is. */
  strip: (line: Line) => Line | undefined
  isOpen: () => boolean
  end: () => void
}

export function createThinking(emit: Emit): Thinking {
  let closing: string | undefined
  let characters = 0

  function close(): void {
    emit(mended('thinking', `${characters} characters of thinking are left out`))
    closing = undefined
    characters = 0
  }

  /** The line behind the end of the thinking, if that is on it. */
  function skip(line: Line, from: number): Line | undefined {
    if (closing === undefined) return line
    const at = line.text.toLowerCase().indexOf(closing, from)
    characters += (at === -1 ? line.text.length : at) - from
    if (at === -1) return undefined
    const rest = line.text.slice(at + closing.length)
    close()
    return rest.trim() === '' ? undefined : { ...line, text: rest }
  }

  function strip(line: Line): Line | undefined {
    if (closing !== undefined) return skip(line, 0)
    if (/^\s*<\/think(?:ing)?>\s*$/i.test(line.text)) {
      // Some servers leave out the tag that opens it.
      emit({ type: 'prose.withdrawn' })
      close()
      return undefined
    }
    const opened = OPENING.exec(line.text)
    if (opened === null) return line
    closing = `</${opened[1]?.toLowerCase() ?? ''}>`
    return skip(line, opened[0].length)
  }

  return {
    strip,
    isOpen: () => closing !== undefined,
    end() {
      if (closing !== undefined)
        emit(problem('unclosed_block', `thinking has no end: ${characters} characters are lost`))
      closing = undefined
    },
  }
}
