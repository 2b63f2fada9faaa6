import type { Work } from '../../work.ts'

/** Lines of a text, counted from 1, both ends included. */
export interface Region {
  startLine: number
  endLine: number
  text: string
}

// Bounds that keep the search short on the largest file.
const MAX_LINES = 20_000
const MAX_SAMPLES = 16
const MAX_LINE_CHARS = 300
const MAX_REGION_LINES = 60
const MAX_REGION_CHARS = 6000

const CHARS_PER_UNIT = 15
const SEARCHED_CHARS_PER_UNIT = 100

/** Shown around a line, so that it can be told from another one that is the same. */
const LINES_BEFORE = 4
const LINES_AFTER = 6

/** How alike two lines must be to count: the Dice coefficient of their words. */
const MIN_LIKENESS = 0.4

/** The run of lines that is most like the search text, if any is at all. */
export async function findNearest(content: string, search: string, work: Work): Promise<Region | undefined> {
  const lines = content.split('\n', MAX_LINES)
  const wanted = search.trimEnd().split('\n', MAX_LINES)
  const samples = await sampleLines(wanted, work)
  const votes = new Map<number, number>()
  for (const [at, line] of lines.entries()) {
    if (work.spend(unitsFor(line))) await work.pause()
    for (const [offset, likeness] of likenesses(line, samples)) {
      votes.set(at - offset, (votes.get(at - offset) ?? 0) + likeness)
    }
  }
  let best: number | undefined
  for (const [start, score] of votes) {
    const lead = best === undefined ? 0 : (votes.get(best) ?? 0)
    if (score > lead || (score === lead && best !== undefined && start < best)) best = start
  }
  return best === undefined ? undefined : regionAt(lines, best, wanted.length)
}

/** Lines, counted from 0, with some lines around them. */
export async function regionsAround(content: string, lines: readonly number[], work: Work): Promise<Region[]> {
  const regions: Region[] = []
  for (const line of lines) {
    if (work.spend(content.length / SEARCHED_CHARS_PER_UNIT)) await work.pause()
    const first = Math.max(0, line - LINES_BEFORE)
    const shown = content.slice(startOfLine(content, first)).split('\n', line + LINES_AFTER - first)
    regions.push({
      startLine: first + 1,
      endLine: first + shown.length,
      text: shown.join('\n').slice(0, MAX_REGION_CHARS),
    })
  }
  return regions
}

function startOfLine(content: string, line: number): number {
  let start = 0
  for (let at = 0; at < line; at++) start = content.indexOf('\n', start) + 1
  return start
}

function regionAt(lines: string[], start: number, length: number): Region {
  const first = Math.max(0, start)
  const end = Math.max(first + 1, Math.min(lines.length, start + length, first + MAX_REGION_LINES))
  const text = lines.slice(first, end).join('\n').slice(0, MAX_REGION_CHARS)
  return { startLine: first + 1, endLine: end, text }
}

interface Samples {
  /** For each word, the sampled lines that hold it. */
  linesByWord: Map<string, number[]>
  wordCounts: Map<number, number>
}

/** Takes the search lines that say most, at most MAX_SAMPLES of them. */
async function sampleLines(wanted: string[], work: Work): Promise<Samples> {
  const lines: { offset: number; words: Set<string> }[] = []
  for (const [offset, line] of wanted.entries()) {
    if (work.spend(unitsFor(line))) await work.pause()
    const words = wordsOf(line)
    if (words.size > 0) lines.push({ offset, words })
  }
  const ranked = lines.toSorted((a, b) => b.words.size - a.words.size)
  const samples: Samples = { linesByWord: new Map(), wordCounts: new Map() }
  for (const { offset, words } of ranked.slice(0, MAX_SAMPLES)) {
    samples.wordCounts.set(offset, words.size)
    for (const word of words) {
      const holders = samples.linesByWord.get(word)
      if (holders === undefined) samples.linesByWord.set(word, [offset])
      else holders.push(offset)
    }
  }
  return samples
}

function likenesses(line: string, samples: Samples): [offset: number, likeness: number][] {
  const words = wordsOf(line)
  const shared = new Map<number, number>()
  for (const word of words) {
    for (const offset of samples.linesByWord.get(word) ?? []) shared.set(offset, (shared.get(offset) ?? 0) + 1)
  }
  return [...shared]
    .map(([offset, count]): [number, number] => {
      return [offset, (2 * count) / (words.size + (samples.wordCounts.get(offset) ?? 0))]
    })
    .filter(([, likeness]) => likeness >= MIN_LIKENESS)
}

function unitsFor(line: string): number {
  return 1 + Math.min(line.length, MAX_LINE_CHARS) / CHARS_PER_UNIT
}

function wordsOf(line: string): Set<string> {
  return new Set(line.slice(0, MAX_LINE_CHARS).match(/[\p{L}\p{N}_$]+/gu))
}
