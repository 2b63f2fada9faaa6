import { MAX_FILE_BYTES } from '../../services/stored-limits.ts'
import { problem, withoutCr, type Block } from './block.ts'
import type { Emit } from './events.ts'
import { closesFence, mayHoldFences, parseFence, type Fence } from './fences.ts'
import { utf8Length, type WorkMeter } from './lines.ts'

export interface FileBlockOptions {
  path: string
  end: string | undefined
  /** The answer ends its lines with CR LF: the CR belongs to the transport, not to the file. */
  hasCrlf: boolean
  meter: WorkMeter
}

export function createFileBlock({ path, end, hasCrlf, meter }: FileBlockOptions, emit: Emit): Block {
  const lines: string[] = []
  let sizeBytes = 0
  let isTooLarge = false
  let isFirst = true
  let fence: Fence | undefined
  // A line that may be the fence's end, and the blank lines after it: content only if more content follows.
  let held: string[] = []

  function append(text: string): void {
    sizeBytes += utf8Length(text)
    if (sizeBytes > MAX_FILE_BYTES) return discard()
    lines.push(text)
    emit({ type: 'file.delta', path, text })
  }

  function discard(): void {
    if (isTooLarge) return
    isTooLarge = true
    lines.length = 0
    emit({ ...problem('file_too_large', `the file is larger than ${MAX_FILE_BYTES} bytes`), path })
  }

  function isHeld(text: string): boolean {
    if (fence === undefined) return false
    const isCandidate = closesFence(text, fence) || (held.length > 0 && text.trim() === '')
    if (!isCandidate || held.length === 0) {
      for (const line of held) append(`${line}\n`)
      held = []
    }
    if (isCandidate) held.push(text)
    return isCandidate
  }

  function content(): string {
    const whole = lines.join('')
    meter.characters += whole.length
    return whole
  }

  emit({ type: 'file.started', path })
  return {
    name: 'file',
    end,
    line(line) {
      if (isTooLarge) return
      if (line.isTruncated) return discard()
      const text = hasCrlf ? withoutCr(line.text) : line.text
      if (isFirst) {
        isFirst = false
        if (end === undefined && !mayHoldFences(path)) fence = parseFence(text)
        if (fence !== undefined) return
      }
      if (!isHeld(text)) append(`${text}\n`)
    },
    close() {
      if (!isTooLarge) emit({ type: 'file.completed', path, content: content() })
    },
    cut(tail) {
      const closeTag = end === undefined ? '</file>' : `</file ${end}>`
      const isTag = closeTag.startsWith(tail.trimStart())
      const isFence = fence !== undefined && closesFence(tail, fence)
      const rest = isTag || isFence ? '' : tail
      if (!isTooLarge && sizeBytes + utf8Length(rest) > MAX_FILE_BYTES) discard()
      if (!isTooLarge) emit({ type: 'file.cut', path, content: content() + rest })
    },
  }
}
