import { MAX_FILE_BYTES } from '../../services/stored-limits.ts'
import { mended, problem, withoutCr, type Block } from './block.ts'
import type { Emit } from './events.ts'
import { closesFence, isWholeFence, parseFence, type Fence } from './fences.ts'
import { createGrowingText } from './growing-text.ts'
import { utf8Length, type WorkMeter } from './lines.ts'

export interface FileBlockOptions {
  path: string
  raw: string
  end: string | undefined
  /** The answer ends its lines with CR LF: the CR belongs to the transport, not to the file. */
  hasCrlf: boolean
  meter: WorkMeter
}

export function createFileBlock({ path, raw, end, hasCrlf, meter }: FileBlockOptions, emit: Emit): Block {
  const content = createContent(path, meter, emit)
  let isBegun = false
  let fence: Fence | undefined
  // Blank lines before the first other one, or a line that may be the fence's end and the blank lines after it: content
  // only if more content follows.
  let held = createGrowingText()

  function release(): void {
    if (!held.isEmpty()) content.append(held.whole())
    held = createGrowingText()
  }

  const hold = (text: string): void => held.append(`${text}\n`)

  /** The first line that is not blank tells whether a fence surrounds the content. */
  function begin(text: string): boolean {
    isBegun = true
    fence = isWholeFence(text, path) ? parseFence(text) : undefined
    if (fence !== undefined) held = createGrowingText()
    else release()
    return fence !== undefined
  }

  function isHeld(text: string): boolean {
    if (fence === undefined) return false
    const isCandidate = closesFence(text, fence) || (!held.isEmpty() && text.trim() === '')
    if (!isCandidate || held.isEmpty()) release()
    if (isCandidate) hold(text)
    return isCandidate
  }

  function take(text: string): void {
    if (!isBegun && end === undefined) {
      if (text.trim() === '') return hold(text)
      if (begin(text)) return
    }
    if (!isHeld(text)) content.append(`${text}\n`)
  }

  emit({ type: 'file.started', path })
  return {
    name: 'file',
    raw,
    end,
    line(line) {
      if (content.isTooLarge()) return
      if (line.isTruncated) return content.discard()
      take(hasCrlf ? withoutCr(line.text) : line.text)
    },
    close() {
      if (!isBegun) release()
      if (content.isTooLarge()) return
      emit({ type: 'file.completed', path, content: content.whole() })
      if (fence !== undefined) emit(mended('code_fence', 'the content stood in a code fence', path))
    },
    cut(tail) {
      if (!isBegun) release()
      const closeTag = end === undefined ? `</${raw}>` : `</${raw} ${end}>`
      const isTag = closeTag.startsWith(tail.trimStart())
      const isFence = fence !== undefined && closesFence(tail, fence)
      const rest = isTag || isFence ? '' : tail
      content.makeRoom(utf8Length(rest))
      if (!content.isTooLarge()) emit({ type: 'file.cut', path, content: content.whole() + rest })
    },
  }
}

/** The lines of one file, shown as they come; nothing of a file that is too large is kept. */
function createContent(path: string, meter: WorkMeter, emit: Emit) {
  let content = createGrowingText()
  let sizeBytes = 0
  let isTooLarge = false

  function discard(): void {
    if (isTooLarge) return
    isTooLarge = true
    content = createGrowingText()
    emit({ ...problem('file_too_large', `the file is larger than ${MAX_FILE_BYTES} bytes`), path })
  }

  function makeRoom(bytes: number): void {
    sizeBytes += bytes
    if (sizeBytes > MAX_FILE_BYTES) discard()
  }

  return {
    isTooLarge: () => isTooLarge,
    discard,
    makeRoom,
    append(text: string) {
      makeRoom(utf8Length(text))
      if (isTooLarge) return
      content.append(text)
      emit({ type: 'file.delta', path, text })
    },
    whole(): string {
      const text = content.whole()
      meter.characters += text.length
      return text
    },
  }
}
