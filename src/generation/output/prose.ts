import type { Emit } from './events.ts'
import { closesFence, parseFence, type Fence } from './fences.ts'
import type { Line } from './lines.ts'

/**
 * Passes on the text between blocks, a line an event. Blank lines at either end of it are dropped, and so is a code
 * fence that only wraps blocks; a fence with text in it is the user's to see.
 */
export interface Prose {
  line(line: Line): void
  /** A block follows: ends the paragraph. */
  interrupt(): void
}

export function createProse(emit: Emit): Prose {
  let hasText = false
  let isInParagraph = false
  let blankLines = 0
  let openFence: Fence | undefined
  let held: { text: string; fence: Fence; blankLinesAfter: number } | undefined
  let isWrapped = false

  function say(text: string, isEnded: boolean): void {
    emit({ type: 'prose', text: `${'\n'.repeat(blankLines)}${text}${isEnded ? '\n' : ''}` })
    hasText = true
    isInParagraph = true
    blankLines = 0
  }

  function releaseHeld(): void {
    if (held === undefined) return
    say(held.text, true)
    openFence = held.fence
    blankLines = held.blankLinesAfter
    held = undefined
  }

  function take(line: string, isEnded: boolean): void {
    releaseHeld()
    const fence = parseFence(line)
    if (fence === undefined) return say(line, isEnded)
    if (openFence !== undefined) {
      if (closesFence(line, openFence)) openFence = undefined
      return say(line, isEnded)
    }
    if (isWrapped && fence.info === '') {
      isWrapped = false
      return
    }
    // Whether this fence wraps a block or holds text is known only at the next line.
    held = { text: line, fence, blankLinesAfter: 0 }
  }

  return {
    line(line) {
      const bare = line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text
      if (bare.trim() !== '') take(bare, line.isEnded)
      else if (held !== undefined) held.blankLinesAfter++
      else if (isInParagraph) blankLines++
      if (line.isTruncated) emit({ type: 'problem', code: 'line_too_long', message: 'a line of text was cut short' })
    },
    interrupt() {
      if (held !== undefined) isWrapped = true
      held = undefined
      isInParagraph = false
      blankLines = hasText ? 1 : 0
    },
  }
}
