import type { Work } from '../work.ts'
import { isText } from './is-text.ts'
import { findLineChanges, type LineChange } from './line-edits.ts'

const CONTEXT_LINES = 3
/** So many equal lines below what differs are compared at first, and each time so many times as many. */
const LINES_BELOW = 12
const GROWTH = 8

const NEWLINE = 10

const BYTES_PER_UNIT = 200
const UNITS_PER_LINE = 0.3
const UNITS_PER_NEW_LINE = 0.7

/**
 * A unified diff of one file, as `git apply` takes it; undefined stands for a file that is not there. Equal contents
 * give the empty string; contents of which one is not text give a line that says so.
 */
export async function unifiedDiff(
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  work: Work,
): Promise<string> {
  const oldName = before === undefined ? '/dev/null' : `a/${path}`
  const newName = after === undefined ? '/dev/null' : `b/${path}`
  if (work.spend(1 + ((before?.length ?? 0) + (after?.length ?? 0)) / BYTES_PER_UNIT)) await work.pause()
  const [oldText, newText] = [textOf(before), textOf(after)]
  if (oldText === undefined || newText === undefined) return `Binary files ${oldName} and ${newName} differ\n`
  if (oldText === newText) return ''
  const { texts, changes } = await compareMiddles(oldText, newText, work)
  return `--- ${oldName}\n+++ ${newName}\n${await formatHunks(texts, changes, work)}`
}

/**
 * Compares what differs. A change among equal lines may be found anywhere in their row, and must have its context behind it:
 * without, `git apply` takes it to be at the end of the file.
 */
async function compareMiddles(oldText: string, newText: string, work: Work) {
  for (let linesBelow = LINES_BELOW; ; linesBelow *= GROWTH) {
    const middle = cutMiddle(oldText, newText, linesBelow)
    const numbers = new Map<string, number>()
    const old = await readLines(middle.old, numbers, work)
    const fresh = await readLines(middle.fresh, numbers, work)
    const changes = await findLineChanges(old.numbers, fresh.numbers, work)
    const linesBehind = old.lines.length - (changes.at(-1)?.oldEnd ?? 0)
    if (!middle.isCut || linesBehind >= CONTEXT_LINES)
      return { texts: { old: old.lines, fresh: fresh.lines, firstLine: middle.firstLine }, changes }
  }
}

type Middle = { old: string; fresh: string; firstLine: number; isCut: boolean }

/** What differs, in whole lines, with equal lines around it; `firstLine` counts from 1, `isCut` is that lines are left out below. */
function cutMiddle(old: string, fresh: string, linesBelow: number): Middle {
  const shorter = Math.min(old.length, fresh.length)
  let same = 0
  while (same < shorter && old.charCodeAt(same) === fresh.charCodeAt(same)) same++
  const start = lineStartBefore(old, same, CONTEXT_LINES)
  let sameEnd = 0
  while (
    sameEnd < shorter - same &&
    old.charCodeAt(old.length - 1 - sameEnd) === fresh.charCodeAt(fresh.length - 1 - sameEnd)
  ) {
    sameEnd++
  }
  const after = lineEndAfter(old, old.length - sameEnd, linesBelow)
  const kept = old.length - after
  return {
    old: old.slice(start, after),
    fresh: fresh.slice(start, fresh.length - kept),
    firstLine: countNewlines(old, start) + 1,
    isCut: kept > 0,
  }
}

/** Start of the line that is `lines` above the one of the offset. */
function lineStartBefore(text: string, offset: number, lines: number): number {
  let newline = offset
  for (let count = 0; count <= lines && newline >= 0; count++) {
    newline = newline === 0 ? -1 : text.lastIndexOf('\n', newline - 1)
  }
  return newline + 1
}

/** End of the line that is `lines` below the one of the offset. */
function lineEndAfter(text: string, offset: number, lines: number): number {
  let end = offset
  for (let count = 0; count <= lines; count++) {
    const newline = text.indexOf('\n', end)
    if (newline === -1) return text.length
    end = newline + 1
  }
  return end
}

function countNewlines(text: string, end: number): number {
  let count = 0
  for (let at = 0; at < end; at++) if (text.charCodeAt(at) === NEWLINE) count++
  return count
}

type Lines = { lines: string[]; numbers: Int32Array }

/** Each line with its end, and a number that equal lines of both texts share. */
async function readLines(text: string, numbers: Map<string, number>, work: Work): Promise<Lines> {
  const lines: string[] = []
  const found: number[] = []
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start) + 1 || text.length
    const line = text.slice(start, end)
    const number = numbers.get(line) ?? numbers.size
    numbers.set(line, number)
    lines.push(line)
    found.push(number)
    start = end
    if (work.spend(UNITS_PER_NEW_LINE)) await work.pause()
  }
  return { lines, numbers: Int32Array.from(found) }
}

type Texts = { old: string[]; fresh: string[]; firstLine: number }

async function formatHunks(texts: Texts, changes: LineChange[], work: Work): Promise<string> {
  const hunks: string[] = []
  for (let from = 0; from < changes.length;) {
    let to = from + 1
    while (to < changes.length && linesBetween(changes[to - 1], changes[to]) <= 2 * CONTEXT_LINES) to++
    hunks.push(await formatHunk(texts, changes.slice(from, to), work))
    from = to
  }
  return hunks.join('')
}

function linesBetween(before: LineChange | undefined, after: LineChange | undefined): number {
  return (after?.oldStart ?? 0) - (before?.oldEnd ?? 0)
}

/** Changes with the lines between and around them. */
async function formatHunk({ old, fresh, firstLine }: Texts, changes: LineChange[], work: Work): Promise<string> {
  const [first, last] = [changes[0], changes.at(-1)]
  if (first === undefined || last === undefined) return ''
  const before = Math.min(CONTEXT_LINES, first.oldStart)
  const after = Math.min(CONTEXT_LINES, old.length - last.oldEnd)
  const oldRange = formatRange(firstLine, first.oldStart - before, last.oldEnd + after)
  const newRange = formatRange(firstLine, first.newStart - before, last.newEnd + after)
  const parts = [`@@ -${oldRange} +${newRange} @@\n`]
  const add = async (sign: string, lines: string[], start: number, end: number) => {
    for (let at = start; at < end; at++) {
      parts.push(mark(sign, lines[at]))
      if (work.spend(UNITS_PER_LINE)) await work.pause()
    }
  }
  let shown = first.oldStart - before
  for (const { oldStart, oldEnd, newStart, newEnd } of changes) {
    await add(' ', old, shown, oldStart)
    await add('-', old, oldStart, oldEnd)
    await add('+', fresh, newStart, newEnd)
    shown = oldEnd
  }
  await add(' ', old, shown, last.oldEnd + after)
  return parts.join('')
}

/** A range of no lines is named by the line before it. */
function formatRange(firstLine: number, start: number, end: number): string {
  return `${firstLine + start - (start === end ? 1 : 0)},${end - start}`
}

function mark(sign: string, line = ''): string {
  return line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return ''
  return isText(bytes) ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : undefined
}
