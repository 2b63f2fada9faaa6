import { createIgnoredBlock, mended, problem, withoutCr, type Block } from './block.ts'
import { createEditBlock, opensPair } from './edit-block.ts'
import type { Emit } from './events.ts'
import { closesFence, mayHoldFences, parseFence, type Fence } from './fences.ts'
import { createFileBlock } from './file-block.ts'
import type { Line, WorkMeter } from './lines.ts'

/** The end of a fence; a Markdown file within may have fences of its own, each with a language. */
function createFenceEnd(fence: Fence, path: string): (text: string) => boolean {
  let depth = 0
  return (text) => {
    const found = parseFence(text)
    if (found === undefined) return false
    if (found.info !== '' && mayHoldFences(path)) depth += 1
    if (!closesFence(text, fence)) return false
    depth -= 1
    return depth < 0
  }
}

type Labelled = { path: string; form: 'whole' | 'pairs'; fence: Fence; hasCrlf: boolean; meter: WorkMeter }

/** A code fence with a path beside it: a whole file, or the pairs that change one. */
export function createLabelledBlock({ path, form, fence, hasCrlf, meter }: Labelled, emit: Emit): Block {
  let inner: Block | undefined

  function begin(text: string): Block {
    if (opensPair(text)) return createEditBlock(path, 'edit', undefined, emit)
    // Any marker: a fence within this one is content.
    if (form === 'whole') return createFileBlock({ path, raw: 'file', end: 'fence', hasCrlf, meter }, emit)
    const message = 'the file is there already, and a code fence does not say whether it is all of it'
    emit({ ...problem('untagged_file', message), path })
    return createIgnoredBlock('file', 'file', undefined)
  }

  const told = () => emit(mended('untagged_file', 'it stood in a code fence with its path beside it', path))
  return {
    name: 'file',
    raw: '',
    end: undefined,
    takesAsEnd: createFenceEnd(fence, path),
    line(line) {
      inner ??= begin(withoutCr(line.text))
      inner.line(line)
    },
    close() {
      inner ??= begin('')
      inner.close()
      told()
    },
    cut(tail) {
      inner ??= begin(tail)
      inner.cut(tail)
      told()
    },
  }
}

/** A code fence without a path: what it is, is known at the end of the answer. */
export type Bundle = { fence: Fence; opening: Line; lines: Line[]; closing: Line | undefined }

/** A fence of more lines is no file: telling at the end of the answer what it was would take long. */
const MOST_BUNDLE_LINES = 20_000

/** Collects a fence without a path; `done` is handed what was collected, and `say` the lines of one that is too long. */
export function createBundleBlock(
  opening: Line,
  fence: Fence,
  { done, say }: { done: (bundle: Bundle) => void; say: (line: Line) => void },
): Block {
  const bundle: Bundle = { fence, opening, lines: [], closing: undefined }
  const isEnd = createFenceEnd(fence, '')
  let isTooLong = false

  function add(line: Line): void {
    if (isTooLong) return say(line)
    bundle.lines.push(line)
    if (bundle.lines.length <= MOST_BUNDLE_LINES) return
    isTooLong = true
    for (const each of [opening, ...bundle.lines]) say(each)
    bundle.lines = []
  }

  return {
    name: 'file',
    raw: '',
    end: undefined,
    takesAsEnd(text) {
      if (!isEnd(text)) return false
      bundle.closing = { text, isEnded: true, isTruncated: false }
      return true
    },
    line: add,
    close() {
      if (!isTooLong) done(bundle)
      else if (bundle.closing !== undefined) say(bundle.closing)
    },
    cut(tail) {
      if (tail !== '') add({ text: tail, isEnded: false, isTruncated: false })
      if (!isTooLong) done(bundle)
    },
  }
}
