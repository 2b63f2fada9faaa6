// What an opening tag opens, and whether it opens anything within a block that is open.
import { mended, type Block } from './block.ts'
import { createEditBlock } from './edit-block.ts'
import type { Emit } from './events.ts'
import { createFileBlock } from './file-block.ts'
import type { Line, WorkMeter } from './lines.ts'
import { createPlanBlock } from './plan-block.ts'
import { missingAttributes, type OpenTag } from './tags.ts'

/** The block of a tag that has a body. */
export function createBlock(tag: OpenTag, line: Line, { emit, meter }: { emit: Emit; meter: WorkMeter }): Block {
  const path = tag.attributes.get('path') ?? ''
  const end = endMarker(tag)
  if (tag.name === 'plan') return createPlanBlock(tag.attributes.get('title') ?? '', tag.raw, emit)
  if (tag.name === 'edit') return createEditBlock(path, tag.raw, end, emit)
  return createFileBlock({ path, raw: tag.raw, end, hasCrlf: line.text.endsWith('\r'), meter }, emit)
}

/** The marker that the closing tag must carry; one that no closing tag could carry is no marker. */
export function endMarker(tag: OpenTag): string | undefined {
  const end = tag.attributes.get('end')
  return end !== undefined && /^[\w-]+$/.test(end) ? end : undefined
}

/**
 * An opening tag as the format says at the very start of a line, inside another block: the model forgot to close. A file
 * that really holds such a line is opened with an `end` marker; the same marker again, behind what may have been a
 * closing, shows that it was closed.
 */
export function opensInside(open: Block, line: Line, tag: OpenTag, mayBeClosed: boolean): boolean {
  const isAlike = tag.isForeign ? tag.raw === open.raw : tag.isExact && tag.rest === '' && !tag.isClosed
  if (!isAlike || !line.text.startsWith('<') || missingAttributes(tag).length > 0) return false
  return open.end === undefined || (mayBeClosed && endMarker(tag) === open.end)
}

/** Tells of a tag that is not written as the format says. */
export function reportSpelling(tag: OpenTag, emit: Emit): void {
  const path = tag.attributes.get('path')
  if (tag.isForeign) return emit(mended('foreign_form', `<${tag.raw}> is read as <${tag.name}>`, path))
  const code = tag.name === 'plan' ? 'plan_form' : 'tag_spelling'
  if (!tag.isExact) emit(mended(code, `<${tag.raw}> is spelled otherwise`, path))
}
