import type { App, Catalogue } from './catalogue.ts'

/** Only the head of a prompt decides; it also bounds the work for a hostile one. */
const searchedLength = 2000

const negation = /^(?:not|no|without|не|без|кроме)$/u

type Match = { app: App; position: number; wordCount: number }

/**
 * The starter that fits the prompt. A strong keyword says what the thing is, and the earliest wins ("landing page for a
 * timer" is a landing page); weak keywords ("tasks", "site") count together when no strong one is there. The catalogue's
 * generic starter when nothing fits.
 */
export function chooseApp(catalogue: Catalogue, prompt: string): App {
  const words = toWords(prompt)
  const strong = catalogue.apps.flatMap((app) => findMatches(app, app.keywords.strong, words))
  const [earliest] = strong.toSorted((a, b) => a.position - b.position || b.wordCount - a.wordCount)
  if (earliest !== undefined) return earliest.app

  const weak = catalogue.apps.map((app) => ({ app, matches: findMatches(app, app.keywords.weak, words) }))
  const [best] = weak.toSorted((a, b) => b.matches.length - a.matches.length || firstPosition(a) - firstPosition(b))
  return best !== undefined && best.matches.length > 0 ? best.app : catalogue.generic
}

function toWords(prompt: string): string[] {
  const text = prompt.slice(0, searchedLength).toLowerCase().replaceAll('ё', 'е').normalize('NFC')
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}

function findMatches(app: App, phrases: readonly string[], words: readonly string[]): Match[] {
  return phrases.flatMap((phrase) => {
    const stems = phrase.split(' ')
    const position = words.findIndex((_, index) => stems.every((stem, i) => fits(words[index + i], stem)))
    if (position === -1 || isNegated(words, position)) return []
    return [{ app, position, wordCount: stems.length }]
  })
}

/** A stem fits the start of a word; "=word" fits the whole word only. */
function fits(word: string | undefined, stem: string): boolean {
  if (word === undefined) return false
  return stem.startsWith('=') ? word === stem.slice(1) : word.startsWith(stem)
}

function isNegated(words: readonly string[], position: number): boolean {
  return words.slice(Math.max(0, position - 2), position).some((word) => negation.test(word))
}

function firstPosition({ matches }: { matches: Match[] }): number {
  return Math.min(...matches.map(({ position }) => position))
}
