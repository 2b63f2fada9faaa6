// Closings that are not as the format says: what follows them shows whether they were meant.
import { MAX_FILE_BYTES } from '../../services/stored-limits.ts'
import type { Block } from './block.ts'
import type { Line } from './lines.ts'
import { isForeign } from './tag-names.ts'
import type { Tag } from './tags.ts'

/** A line that may close the open block, and the lines after it, which are content if it did not. */
export type WeakClose = {
  line: Line
  /** Content before the closing on its line. */
  before: string
  held: Line[]
  heldChars: number
}

/** Far more lines than stand between two blocks: whether they are content is settled in one go. */
const MOST_HELD_LINES = 20_000

/** Whether so much has followed that it must be content. */
export function isFull({ held, heldChars }: WeakClose): boolean {
  return held.length > MOST_HELD_LINES || heldChars > MAX_FILE_BYTES
}

/** Whether the tag closes the block beyond doubt. */
export function isClosing(block: Block, tag: Tag | undefined): boolean {
  if (tag?.kind !== 'close' || tag.name !== block.name || tag.end !== block.end) return false
  return tag.raw === block.raw || block.name === 'plan'
}

/** Reads a line that may close the block: the tag with another case or marker, or behind content. */
export function findWeakClose(block: Block, line: Line, tag: Tag | undefined): WeakClose | undefined {
  if (block.name !== 'file' && block.name !== 'edit') return undefined
  const found = (before: string): WeakClose => ({ line, before, held: [], heldChars: 0 })
  if (tag?.kind === 'close') return tag.name === block.name ? found('') : undefined
  const closing = block.end === undefined ? `</${block.raw}>` : `</${block.raw} ${block.end}>`
  const text = isForeign(block.raw) ? withoutWrapper(line.text) : line.text.trimEnd()
  if (text.slice(-closing.length).toLowerCase() !== closing.toLowerCase()) return undefined
  const before = text.slice(0, -closing.length)
  // An element that opens on the line closes there, too.
  return before.toLowerCase().includes(`<${block.raw.toLowerCase()}`) ? undefined : found(before)
}

/** What wraps the blocks of another builder's format may close on the line of the last one. */
function withoutWrapper(text: string): string {
  return text
    .trimEnd()
    .replace(/<\/(?:boltArtifact|antArtifact|artifact|lov-code)>$/i, '')
    .trimEnd()
}
