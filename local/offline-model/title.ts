/** Makes a short title for a project out of the words of its prompt. */
import type { Language } from './language.ts'

/** Longest title, in characters: fits a heading and a tab. */
const maxLength = 60

/** Only the head of a prompt is looked at: a title is said early or not at all. */
const searchedLength = 2000

const explicitName = [
  /(?:called|named|titled|entitled|with the (?:name|title))\s*:?\s*["“«']([^"”»'\n]{1,60})["”»']/iu,
  /(?:под названием|по имени|с (?:названием|заголовком)|назови(?: его| её| приложение| проект| сайт)?)\s*:?\s*["“«']([^"”»'\n]{1,60})["”»']/iu,
  /\b(?:called|named|titled)\s+(\p{Lu}[\p{L}\p{N}]*(?:\s\p{Lu}[\p{L}\p{N}]*){0,3})/u,
  /(?:под названием|по имени)\s+(\p{Lu}[\p{L}\p{N}]*(?:\s\p{Lu}[\p{L}\p{N}]*){0,3})/u,
]

const fillers: Record<Language, RegExp> = {
  en: /^(?:hi|hello|hey|please|pls|can|could|would|you|kindly|let's|lets|i|we|i'd|want|need|would|like|to|make|build|create|write|generate|design|develop|code|implement|give|do|have|me|us|a|an|the|simple|basic|small|tiny|nice|new)$/iu,
  ru: /^(?:привет|здравствуйте|пожалуйста|плиз|можешь|можете|можно|давай|сделай|сделайте|сделать|создай|создайте|создать|напиши|напишите|написать|построй|построить|разработай|разработайте|разработать|сгенерируй|сгенерируйте|придумай|собери|я|мы|хочу|хотим|хотел|хотела|хотелось|нужен|нужна|нужно|нужны|надо|мне|нам|бы|для|меня)$/iu,
}

/** Verbs after which a Russian object stands in the accusative, so that its first words must be put back. */
const russianVerb =
  /^(?:хочу|хотим|хотел|хотела|сделай|сделайте|сделать|создай|создайте|создать|напиши|напишите|написать|построй|построить|разработай|разработайте|разработать|сгенерируй|сгенерируйте|придумай|собери)$/iu

/**
 * The title of a project: the name the prompt gives it, else the prompt's first phrase without "please make me a".
 * Plain text of one line, at most 60 characters; `fallback` when nothing readable is left.
 */
export function deriveTitle(prompt: string, language: Language, fallback: string): string {
  const text = cleanLine(prompt.slice(0, searchedLength))
  for (const pattern of explicitName) {
    const name = pattern.exec(text)?.[1]?.trim()
    if (name) return clip(name)
  }
  const words = firstPhrase(prompt.slice(0, searchedLength)).split(' ')
  const start = words.findIndex((word) => !fillers[language].test(word.replace(/[,!.…]+$/u, '')))
  const kept = start === -1 ? [] : words.slice(start)
  const isAccusative = language === 'ru' && words.slice(0, Math.max(start, 0)).some((word) => russianVerb.test(word))
  const title = clip((isAccusative ? toNominative(kept) : kept).join(' '))
  return /[\p{L}\p{N}]/u.test(title) ? capitalise(title) : fallback
}

/** Whether a word only asks for something, in either language: "please", "make", "сделай". */
export function isFiller(word: string): boolean {
  return fillers.en.test(word) || fillers.ru.test(word)
}

/** One line without control characters, marks that change the writing direction, or halves of characters. */
export function cleanLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFD]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
}

function firstPhrase(prompt: string): string {
  const firstLine =
    prompt
      .split(/[\r\n]+/u)
      .map(cleanLine)
      .find((line) => line !== '') ?? ''
  return (
    firstLine
      .split(/[.!?;:…](?:\s|$)/u)
      .find((sentence) => /[\p{L}\p{N}]/u.test(sentence))
      ?.trim() ?? firstLine
  )
}

/** Cuts a long phrase at the last point where it still reads as a name. */
function clip(phrase: string): string {
  const characters = [...phrase]
  if (characters.length <= maxLength) return trimEnd(phrase)
  const head = characters.slice(0, maxLength).join('')
  const joint = /^(.{12,}?)(?:,|\s[-–—(]|\s(?:with|that|which|where|so|and|for|где|котор\S*|чтобы|с|со|и|для)\s)/u.exec(
    head,
  )
  return trimEnd(joint?.[1] ?? (head.includes(' ') ? head.slice(0, head.lastIndexOf(' ')) : head))
}

function trimEnd(text: string): string {
  return text.replace(/[\s,.;:!?–—-]+$/u, '').trim()
}

function capitalise(text: string): string {
  const [first = '', ...rest] = text
  return first.toUpperCase() + rest.join('')
}

/** "простую доску задач" → "простая доска задач": leading adjectives, the noun, and a name beside it ("игру змейку"). */
function toNominative(words: string[]): string[] {
  const result = [...words]
  let nouns = 0
  for (const [index, word] of words.entries()) {
    const noun = word.replace(/([^аеиоуыэюя])у$/u, '$1а').replace(/([иеа])ю$/u, '$1я')
    const adjective = word.replace(/ую$/u, 'ая').replace(/юю$/u, 'яя')
    result[index] = adjective === word ? noun : adjective
    if (adjective === word) nouns += 1
    if (nouns === 2 || (nouns === 1 && noun === word)) break
  }
  return result
}
