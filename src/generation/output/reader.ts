import { createIgnoredBlock, problem, type Block } from './block.ts'
import { createEditBlock } from './edit-block.ts'
import type { Emit } from './events.ts'
import { createFileBlock } from './file-block.ts'
import type { Line, WorkMeter } from './lines.ts'
import { createPlanBlock } from './plan-block.ts'
import { createProse } from './prose.ts'
import { missingAttributes, parseTag, startsLikeTag, type Tag, type TagName } from './tags.ts'

type OpenTag = Tag & { kind: 'open' }

export interface OutputReader {
  line(line: Line): void
  /** `last` is the unfinished last line, if any. */
  end(last: Line | undefined): void
}

/** Decides, line by line, what is prose, what is a tag and what belongs to an open block. */
export function createOutputReader(emit: Emit, meter: WorkMeter): OutputReader {
  const prose = createProse(emit)
  let block: Block | undefined
  let isFirst = true
  // The file closed last, and whether text has followed it: then a stray `</file>` means that it was closed too early.
  let lastFile: string | undefined
  let hasSpilled = false

  function readLine(line: Line): void {
    const tag = parseTag(line.text)
    if (block === undefined) outside(line, tag)
    else if (tag?.kind === 'close' && tag.name === block.name && tag.end === block.end) closeBlock()
    else if (block.end === undefined && isUnambiguousOpening(line, tag)) {
      // What follows a plan shows that the plan was over; a file's or an edit's last lines may be missing.
      if (block.name === 'plan') closeBlock()
      else endInside('')
      open(tag, line)
    } else if (line.isEnded) block.line(line)
    else endInside(line.text)
  }

  function outside(line: Line, tag: Tag | undefined): void {
    if (tag === undefined) {
      if (line.text.trim() !== '') hasSpilled = true
      if (line.isEnded || !startsLikeTag(line.text)) prose.line(line)
      else emit(problem('malformed_tag', 'the answer ends inside a tag'))
    } else if (tag.kind === 'open') open(tag, line)
    else if (tag.kind === 'malformed') emit(problem('malformed_tag', tag.message))
    else if (hasSpilled) reportStrayClose(tag.name)
  }

  function reportStrayClose(name: TagName): void {
    if (name === 'delete' || name === 'rename' || name === 'read') return
    const stray = problem('unexpected_close', `</${name}> closes nothing: text before it is lost`)
    emit(name === 'file' && lastFile !== undefined ? { ...stray, path: lastFile } : stray)
    hasSpilled = false
  }

  function open(tag: OpenTag, line: Line): void {
    prose.interrupt()
    const missing = missingAttributes(tag).filter((key) => key !== 'title')
    if (missing.length > 0) emit(problem('missing_path', `<${tag.name}> has no ${missing.join(' and no ')}`))
    const read = (key: string) => tag.attributes.get(key) ?? ''
    if (tag.name === 'delete' || tag.name === 'rename' || tag.name === 'read') {
      if (missing.length > 0) return
      if (tag.name === 'read') emit({ type: 'read', path: read('path') })
      else if (tag.name === 'delete') emit({ type: 'delete', path: read('path') })
      else emit({ type: 'rename', from: read('from'), to: read('to') })
      return
    }
    block = missing.length > 0 ? createIgnoredBlock(tag.name, endMarker(tag)) : createBlock(tag, line)
    lastFile = tag.name === 'file' && missing.length === 0 ? read('path') : undefined
    hasSpilled = false
    if (tag.isEmpty) closeBlock()
  }

  function createBlock(tag: OpenTag, line: Line): Block {
    const path = tag.attributes.get('path') ?? ''
    const end = endMarker(tag)
    if (tag.name === 'plan') return createPlanBlock(tag.attributes.get('title') ?? '', emit)
    if (tag.name === 'edit') return createEditBlock(path, end, emit)
    return createFileBlock({ path, end, hasCrlf: line.text.endsWith('\r'), meter }, emit)
  }

  function closeBlock(): void {
    block?.close()
    block = undefined
  }

  function endInside(tail: string): void {
    block?.cut(tail)
    block = undefined
  }

  function withoutBom(line: Line): Line {
    const isMarked = isFirst && line.text.startsWith('\uFEFF')
    isFirst = false
    return isMarked ? { ...line, text: line.text.slice(1) } : line
  }

  return {
    line: (line: Line) => readLine(withoutBom(line)),
    end(last: Line | undefined) {
      if (last !== undefined) readLine(withoutBom(last))
      if (block !== undefined) endInside('')
    },
  }
}

/** The marker that the closing tag must carry; one that no closing tag could carry is no marker. */
function endMarker(tag: OpenTag): string | undefined {
  const end = tag.attributes.get('end')
  return end !== undefined && /^[\w-]+$/.test(end) ? end : undefined
}

/**
 * An opening tag with all its attributes at the very start of a line, inside another block: the model forgot to close.
 * A file that really holds such a line is opened with an `end` marker.
 */
function isUnambiguousOpening(line: Line, tag: Tag | undefined): tag is OpenTag {
  return tag?.kind === 'open' && line.text.startsWith('<') && missingAttributes(tag).length === 0
}
