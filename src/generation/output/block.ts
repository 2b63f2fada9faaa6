import type { MendCode } from '../../errors.ts'
import { MAX_FILE_BYTES } from '../../services/stored-limits.ts'
import type { Emit, OutputEvent, OutputProblemCode } from './events.ts'
import type { Line } from './lines.ts'
import type { TagName } from './tag-names.ts'

/** One open block of the answer; it is told its lines, and then either that it was closed or that it was cut. */
export interface Block {
  readonly name: TagName
  /** The name as its opening tag wrote it. */
  readonly raw: string
  /** The marker that its closing tag must carry. */
  readonly end: string | undefined
  /** Of a block without tags: whether a line is its end. Called once for each line. */
  takesAsEnd?(text: string): boolean
  line(line: Line): void
  close(): void
  /** No closing tag came; `tail` is the unfinished last line, when the answer ended in one. */
  cut(tail: string): void
}

/** Swallows the body of a block that cannot be used, so that it does not show as prose. */
export function createIgnoredBlock(name: TagName, raw: string, end: string | undefined): Block {
  return { name, raw, end, line() {}, close() {}, cut() {} }
}

export interface Budget {
  /** Counts a line; false from the line on that goes beyond the limit, which is reported once. */
  spend(line: Line): boolean
  isSpent(): boolean
}

/** Bounds what a block other than a file may hold: an edit carries old and new text. */
export function createBudget(name: TagName, emit: Emit, path?: string): Budget {
  const limit = 2 * MAX_FILE_BYTES
  let characters = 0
  return {
    spend(line) {
      if (characters > limit) return false
      characters += line.isTruncated ? limit + 1 : line.text.length + 1
      if (characters <= limit) return true
      const report = problem('block_too_large', `the <${name}> block is longer than ${limit} characters`)
      emit(path === undefined ? report : { ...report, path })
      return false
    },
    isSpent: () => characters > limit,
  }
}

export function problem(code: OutputProblemCode, message: string) {
  return { type: 'problem' as const, code, message }
}

/** What was not as the format says, and is read all the same. */
export function mended(code: MendCode, message: string, path?: string): OutputEvent {
  return { type: 'mended', code, message, ...(path === undefined ? {} : { path }) }
}

export function withoutCr(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
