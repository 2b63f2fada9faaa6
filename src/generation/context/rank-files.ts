// How much each file of a project has to do with a request: by its name in the request, the words they share, what imports
// what, and what was changed last.
import { baseName } from '../../checks/project-path.ts'
import { createWork, type Work } from '../../work.ts'
import type { MappedFiles } from './project-map.ts'

export type Ranking = {
  /** Files that the request names, in the order of their paths. */
  named: string[]
  /** All other files that have anything to do with it, the most important first. */
  related: string[]
}

export type Request = {
  prompt: string
  /** Paths that the last version changed. */
  recent: ReadonlySet<string>
}

/** Words of the request that are looked for, the first ones. */
const MOST_WORDS = 40
const LEAST_WORD_CHARS = 3
/** Of a longer file, only the beginning is searched. */
const SEARCHED_CHARS = 100_000
/** Characters that are searched for one word in about a microsecond. */
const CHARACTERS_PER_UNIT = 2000

const SCORES = { recent: 2, entry: 1, inPath: 3, inNames: 2, inText: 1 }
/** Share of its score that a file hands on to what it imports, and to what imports it. */
const TO_IMPORTED = 0.5
const TO_IMPORTING = 0.25
/** Handed on by a file that the request names. */
const NAMED_SCORE = 40

const ENTRY = /(?:^|\/)(?:index\.html|package\.json|(?:main|app|index)\.(?:[jt]sx?|py|vue|css))$/i

/** Does what it can in one reading of the texts, and lets others have their turn. */
export async function rankFiles(
  files: MappedFiles,
  contents: ReadonlyMap<string, string>,
  { prompt, recent }: Request,
  work: Work = createWork(),
): Promise<Ranking> {
  const named = findNamed(files.keys(), prompt)
  const scores = await scoreByWords(contents, files, wordsOf(prompt), work)
  const add = (path: string, score: number) => scores.set(path, (scores.get(path) ?? 0) + score)
  for (const path of files.keys()) {
    if (recent.has(path)) add(path, SCORES.recent)
    if (ENTRY.test(path)) add(path, SCORES.entry)
  }
  for (const path of named) add(path, NAMED_SCORE)
  const handed = new Map<string, number>()
  // The most that one of them hands on: what everything imports has nothing to do with most requests.
  const hand = (path: string, score: number) => handed.set(path, Math.max(handed.get(path) ?? 0, score))
  for (const [path, { imports }] of files) {
    for (const imported of imports) {
      hand(imported, (scores.get(path) ?? 0) * TO_IMPORTED)
      hand(path, (scores.get(imported) ?? 0) * TO_IMPORTING)
    }
  }
  for (const [path, score] of handed) add(path, score)
  const related = [...scores]
    .filter(([path, score]) => score > 0 && !named.has(path))
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
  return { named: [...named].toSorted(), related: related.map(([path]) => path) }
}

/** By the whole path, by the file's name, or by its name without an ending where that is written like a name. */
export function findNamed(paths: Iterable<string>, prompt: string): Set<string> {
  const said = new Set(
    prompt
      .toLowerCase()
      .match(/[\p{L}\p{N}_$@./-]+/gu)
      ?.map((word) => word.replace(/[./-]+$/, '')),
  )
  const saidNames = new Set(prompt.match(/[A-Za-z]+[A-Z_][A-Za-z0-9_]*/g))
  const byName = new Map<string, string[]>()
  const named = new Set<string>()
  for (const path of paths) {
    const name = baseName(path)
    if (said.has(path.toLowerCase()) || said.has(`./${path.toLowerCase()}`)) named.add(path)
    else if (said.has(name.toLowerCase()) || saidNames.has(name.replace(/\..*$/, ''))) {
      const same = byName.get(name)
      if (same === undefined) byName.set(name, [path])
      else same.push(path)
    }
  }
  // A name that many files have, such as index.ts, means none of them in particular.
  for (const same of byName.values()) if (same.length <= 3) for (const path of same) named.add(path)
  return named
}

/** The beginnings of the words, so that "filters" finds "filter" and «фильтры» finds «фильтр». */
function wordsOf(prompt: string): string[] {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const stems = words
    .filter((word) => word.length >= LEAST_WORD_CHARS && !COMMON.has(word))
    .map((word) => (word.length <= 4 ? word : word.slice(0, Math.max(4, word.length - 2))))
  return [...new Set(stems)].slice(0, MOST_WORDS)
}

const COMMON = new Set(
  (
    'the and for with that this from into not but all are has have make made add please should would can could when ' +
    'then than there its use using change new file files page app code ' +
    'что это как для или все всё его при если чтобы надо нужно добавь добавить сделай сделать измени изменить пожалуйста файл'
  ).split(' '),
)

/** A word counts the more, the fewer files have it. */
async function scoreByWords(
  contents: ReadonlyMap<string, string>,
  files: MappedFiles,
  words: readonly string[],
  work: Work,
): Promise<Map<string, number>> {
  const found = words.map(() => new Map<string, number>())
  for (const [path, text] of contents) {
    const lower = text.slice(0, SEARCHED_CHARS).toLowerCase()
    const lowerPath = path.toLowerCase()
    const names = (files.get(path)?.names ?? []).join(' ').toLowerCase()
    for (const [index, word] of words.entries()) {
      if (work.spend(1 + lower.length / CHARACTERS_PER_UNIT)) await work.pause()
      const score =
        (lowerPath.includes(word) ? SCORES.inPath : 0) +
        (names.includes(word) ? SCORES.inNames : 0) +
        (lower.includes(word) ? SCORES.inText : 0)
      if (score > 0) found[index]?.set(path, score)
    }
  }
  const scores = new Map<string, number>()
  for (const hits of found) {
    const rarity = Math.log((contents.size + 1) / (hits.size + 1))
    for (const [path, score] of hits) scores.set(path, (scores.get(path) ?? 0) + score * rarity)
  }
  return scores
}
