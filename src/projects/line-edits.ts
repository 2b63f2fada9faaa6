import type { Work } from '../work.ts'

/** Lines `[oldStart, oldEnd)` of the one text become lines `[newStart, newEnd)` of the other. */
export type LineChange = { oldStart: number; oldEnd: number; newStart: number; newEnd: number }

/** Most lines to take out and put in that are searched for: the time, and the memory in between, grow with the square. */
const MAX_EDITS = 1000

const STEPS_PER_UNIT = 50

/**
 * The fewest changes that turn one list of lines, each given as a number, into the other, in order: the algorithm of
 * Myers ("An O(ND) difference algorithm and its variations", 1986). Where they have too little in common, everything
 * from the first difference to the last is one change.
 */
export async function findLineChanges(old: Int32Array, fresh: Int32Array, work: Work): Promise<LineChange[]> {
  const rounds = await searchForward(old, fresh, work)
  return rounds === undefined ? [wholeChange(old, fresh)] : walkBack(rounds, old.length, fresh.length)
}

function wholeChange(old: Int32Array, fresh: Int32Array): LineChange {
  const shorter = Math.min(old.length, fresh.length)
  let start = 0
  while (start < shorter && old[start] === fresh[start]) start++
  let kept = 0
  while (kept < shorter - start && old.at(-1 - kept) === fresh.at(-1 - kept)) kept++
  return { oldStart: start, oldEnd: old.length - kept, newStart: start, newEnd: fresh.length - kept }
}

/**
 * How far one gets with so many edits, on each diagonal: round `d` holds the old line for the diagonals -d, -d + 2 … d,
 * where a diagonal is the old line less the new one. Ends with the round that reaches both ends.
 */
async function searchForward(old: Int32Array, fresh: Int32Array, work: Work): Promise<Int32Array[] | undefined> {
  const rounds: Int32Array[] = []
  for (let edits = 0; edits <= Math.min(MAX_EDITS, old.length + fresh.length); edits++) {
    const before = rounds.at(-1)
    const round = new Int32Array(edits + 1)
    rounds.push(round)
    let steps = edits
    for (let index = 0; index <= edits; index++) {
      const start = before === undefined ? 0 : startOf(before, index)
      const diagonal = 2 * index - edits
      let at = start
      while (at < old.length && at - diagonal < fresh.length && old[at] === fresh[at - diagonal]) at++
      steps += at - start
      round[index] = at
      if (at >= old.length && diagonal === old.length - fresh.length) return rounds
    }
    if (work.spend(steps / STEPS_PER_UNIT)) await work.pause()
  }
  return undefined
}

/** Where a round starts on its diagonal: one line put in after the diagonal above, or taken out after the one below. */
function startOf(before: Int32Array, index: number): number {
  return isInsertion(before, index) ? (before[index] ?? 0) : (before[index - 1] ?? 0) + 1
}

function isInsertion(before: Int32Array, index: number): boolean {
  if (index === 0) return true
  return index < before.length && (before[index - 1] ?? 0) < (before[index] ?? 0)
}

/** The edits from the end to the start; neighbouring ones are one change. */
function walkBack(rounds: Int32Array[], oldLength: number, newLength: number): LineChange[] {
  const changes: LineChange[] = []
  let index = (oldLength - newLength + rounds.length - 1) / 2
  for (let edits = rounds.length - 1; edits > 0; edits--) {
    const before = rounds[edits - 1] ?? new Int32Array()
    const diagonal = 2 * index - edits
    const start = startOf(before, index)
    const inserts = isInsertion(before, index)
    const end = { old: start, fresh: start - diagonal }
    const begin = inserts ? { old: end.old, fresh: end.fresh - 1 } : { old: end.old - 1, fresh: end.fresh }
    const next = changes.at(-1)
    if (next !== undefined && next.oldStart === end.old && next.newStart === end.fresh) {
      Object.assign(next, { oldStart: begin.old, newStart: begin.fresh })
    } else changes.push({ oldStart: begin.old, oldEnd: end.old, newStart: begin.fresh, newEnd: end.fresh })
    if (!inserts) index -= 1
  }
  return changes.toReversed()
}
