import { createIgnoredBlock, mended, problem, type Block } from './block.ts'
import type { Emit, OutputEvent } from './events.ts'
import type { Line, WorkMeter } from './lines.ts'
import { createBlock, endMarker, opensInside, reportSpelling } from './open-block.ts'
import { createProse } from './prose.ts'
import { isForeign, type TagName } from './tag-names.ts'
import { missingAttributes, parseTag, startsLikeTag, type OpenTag, type Tag } from './tags.ts'
import { createThinking } from './thinking.ts'
import type { Untagged } from './untagged.ts'
import { createUntaggedReader } from './untagged-reader.ts'
import { findWeakClose, isClosing, isFull, type WeakClose } from './weak-close.ts'

export interface OutputReader {
  line(line: Line): void
  /** `last` is the unfinished last line, if any; `isWhole` tells whether the model had said all it meant to. */
  end(last: Line | undefined, isWhole: boolean): void
}

export type ReaderOptions = { meter: WorkMeter; untagged?: Untagged | undefined }

/** Decides, line by line, what is prose, what is a tag and what belongs to an open block. */
export function createOutputReader(tell: Emit, { meter, untagged }: ReaderOptions): OutputReader {
  const prose = createProse(emit)
  const thinking = createThinking(emit)
  const loose = createUntaggedReader(untagged, { emit, meter, say: prose.line })
  const written = new Set<string>()
  let block: Block | undefined
  let weak: WeakClose | undefined
  /** Of several lines that may close a block none does, so that none is held for long. */
  let mayCloseWeakly = true
  let isFirst = true
  // The file closed last, and whether text has followed it: then a stray `</file>` means that it was closed too early.
  let lastFile: string | undefined
  let hasSpilled = false

  function emit(event: OutputEvent): void {
    if (event.type === 'file.completed') written.add(event.path)
    tell(event)
  }

  function readLine(line: Line): void {
    if (block === undefined) {
      const said = thinking.strip(line)
      if (said !== undefined) outside(said, parseTag(said.text))
    } else if (block.takesAsEnd !== undefined) insideLoose(block, line)
    else inside(block, line)
  }

  /** In a block without tags: a tag with all its attributes ends it, and so does its own end. */
  function insideLoose(open: Block, line: Line): void {
    const tag = parseTag(line.text)
    if (open.takesAsEnd?.(line.text) === true) return closeBlock()
    if (tag?.kind === 'open' && opensInside(open, line, tag, weak !== undefined)) {
      endInside('')
      openBlock(tag, line)
    } else if (line.isEnded) open.line(line)
    else endInside(line.text)
  }

  function inside(open: Block, line: Line): void {
    const tag = parseTag(line.text)
    if (isClosing(open, tag)) {
      releaseWeak(open)
      return closeBlock()
    }
    if (tag?.kind === 'wrapper' && weak !== undefined && isForeign(open.raw)) return settleWeak(open)
    if (tag?.kind === 'open' && opensInside(open, line, tag, weak !== undefined)) return openNext(open, tag, line)
    if (weak !== undefined) return hold(open, weak, line)
    if (mayCloseWeakly) weak = findWeakClose(open, line, tag)
    if (weak !== undefined) mayCloseWeakly = false
    else if (line.isEnded) open.line(line)
    else endInside(line.text)
  }

  function openNext(open: Block, tag: OpenTag, line: Line): void {
    if (weak !== undefined) {
      settleWeak(open)
      // The lines between may have opened a block of their own.
      return readLine(line)
    }
    // What follows a plan shows that the plan was over; a file's or an edit's last lines may be missing.
    if (open.name === 'plan') {
      closeBlock()
      emit(mended('plan_form', 'the plan has no closing tag'))
    } else endInside('')
    openBlock(tag, line)
  }

  function hold(open: Block, at: WeakClose, line: Line): void {
    at.held.push(line)
    at.heldChars += line.text.length + 1
    const tag = parseTag(line.text)
    if (findWeakClose(open, line, tag) !== undefined || isFull(at)) releaseWeak(open)
  }

  /** It was content after all. */
  function releaseWeak(open: Block): void {
    if (weak === undefined) return
    const lines = [weak.line, ...weak.held]
    meter.characters += weak.heldChars
    weak = undefined
    for (const line of lines) open.line(line)
  }

  /** It was a closing: what came after it stood outside. */
  function settleWeak(open: Block): void {
    if (weak === undefined) return
    const { line, before, held, heldChars } = weak
    meter.characters += heldChars
    weak = undefined
    if (before.trim() !== '') open.line({ ...line, text: before, isEnded: true })
    closeBlock()
    emit(mended('closing_tag', `<${open.raw}> is closed by "${line.text.trim().slice(-40)}"`, lastFile))
    for (const after of held) readLine(after)
  }

  function outside(line: Line, tag: Tag | undefined): void {
    if (tag === undefined) {
      if (line.text.trim() !== '') hasSpilled = true
      if (line.isEnded || !startsLikeTag(line.text)) block = loose.line(line)
      else emit(problem('malformed_tag', 'the answer ends inside a tag'))
      return
    }
    loose.interrupt()
    if (tag.kind === 'open') openBlock(tag, line)
    else if (tag.kind === 'malformed') {
      emit(problem('malformed_tag', tag.message))
      if (tag.hasBody) block = createIgnoredBlock(tag.name, tag.name, undefined)
    } else if (tag.kind === 'wrapper') prose.interrupt()
    else if (tag.kind === 'command') leaveOut(tag.raw, tag.isClosed)
    else if (tag.kind === 'close' && hasSpilled) reportStrayClose(tag.name)
  }

  function leaveOut(raw: string, isClosed: boolean): void {
    prose.interrupt()
    emit(mended('command', `<${raw}> is not executed`))
    if (!isClosed) block = createIgnoredBlock('file', raw, undefined)
  }

  function reportStrayClose(name: TagName): void {
    if (name === 'delete' || name === 'rename' || name === 'read') return
    const stray = problem('unexpected_close', `</${name}> closes nothing: text before it is lost`)
    emit(name === 'file' && lastFile !== undefined ? { ...stray, path: lastFile } : stray)
    hasSpilled = false
  }

  function openBlock(tag: OpenTag, line: Line): void {
    prose.interrupt()
    const missing = missingAttributes(tag).filter((key) => key !== 'title')
    if (missing.length > 0) emit(problem('missing_path', `<${tag.name}> has no ${missing.join(' and no ')}`))
    else reportSpelling(tag, emit)
    const read = (key: string) => tag.attributes.get(key) ?? ''
    if (tag.name === 'delete' || tag.name === 'rename' || tag.name === 'read') {
      if (missing.length > 0) return
      if (tag.name === 'read') emit({ type: 'read', path: read('path') })
      else if (tag.name === 'delete') emit({ type: 'delete', path: read('path') })
      else emit({ type: 'rename', from: read('from'), to: read('to') })
      return
    }
    block =
      missing.length > 0
        ? createIgnoredBlock(tag.name, tag.raw, endMarker(tag))
        : createBlock(tag, line, { emit, meter })
    lastFile = tag.name === 'file' && missing.length === 0 ? read('path') : undefined
    hasSpilled = false
    if (tag.rest !== '') readLine({ ...line, text: tag.isClosed ? `${tag.rest}</${tag.raw}>` : tag.rest })
    if (tag.isClosed) settleOneLine()
  }

  /** A block that opens and closes on one line. */
  function settleOneLine(): void {
    if (block !== undefined && weak !== undefined) settleWeak(block)
    else if (block !== undefined) closeBlock()
  }

  function closeBlock(): void {
    block?.close()
    block = undefined
    mayCloseWeakly = true
  }

  function endInside(tail: string): void {
    block?.cut(tail)
    block = undefined
    mayCloseWeakly = true
  }

  function endBlock(open: Block, isWhole: boolean): void {
    if (open.name !== 'plan' || !isWhole) return endInside('')
    closeBlock()
    emit(mended('plan_form', 'the plan has no closing tag'))
  }

  function withoutBom(line: Line): Line {
    const isMarked = isFirst && line.text.startsWith('\uFEFF')
    isFirst = false
    return isMarked ? { ...line, text: line.text.slice(1) } : line
  }

  return {
    line: (line: Line) => readLine(withoutBom(line)),
    end(last: Line | undefined, isWhole: boolean) {
      if (last !== undefined) readLine(withoutBom(last))
      if (block !== undefined && weak !== undefined) {
        if (isWhole || weak.held.every(({ text }) => text.trim() === '')) settleWeak(block)
        else releaseWeak(block)
      }
      if (block !== undefined) endBlock(block, isWhole)
      thinking.end()
      loose.end(written)
    },
  }
}
