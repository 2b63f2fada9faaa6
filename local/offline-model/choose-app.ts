import type { App, Catalogue } from './catalogue.ts'
import { isFiller } from './title.ts'

/** Only the head of a prompt decides; it also bounds the work for a hostile one. */
const searchedLength = 2000

const negation = /^(?:not|no|without|не|без|кроме)$/u

/** Opens what is said about a thing, after which another thing may be named. */
const connector =
  /^(?:with|and|or|that|which|where|who|for|about|in|inside|on|using|plus|с|со|и|или|где|который|которая|которое|для|про|о|об|в|во|на|по|плюс)$/u

/** Of these, the ones that say what kind of thing it is: "a calculator for tips". */
const sayKind = /^(?:for|about|для|про|о|об|по)$/u

/** Says of a thing only that it is wanted well. */
const plainWord =
  /^(?:my|our|your|of|one|own|beautiful|modern|minimal\p{L}*|clean|little|good|cool|classic|online|web|browser|app|apps|application|page|website|site|program|tool|list|html|css|js|javascript|vanilla|красив\p{L}*|удобн\p{L}*|современн\p{L}*|минимал\p{L}*|обычн\p{L}*|прост\p{L}*|нов\p{L}*|небольш\p{L}*|маленьк\p{L}*|мо\p{L}{1,2}|наш\p{L}*|онлайн|веб|приложени\p{L}*|сайт\p{L}*|страниц\p{L}*|программ\p{L}*|его|её|чтобы|это)$/u

/** What no starter has: other people, accounts, a server. A prompt that wants one of these wants another thing. */
const beyondAll = (
  'social network, login, log in, sign in, authenticat, =auth, user account, multi user, multiplayer, messenger, =chat, ' +
  'chatbot, =bot, telegram, real time, collaborat, backend, =server, database, =api, ' +
  'соцсет, социальная сет, социальной сет, социальную сет, авторизац, аутентификац, вход по, входом, личный кабинет, ' +
  'личным кабинет, личного кабинет, аккаунт, многопользоват, мультиплеер, мессенджер, =чат, чата, чатом, =бот, =бота, ' +
  'телеграм, реальном времени, совместн, бэкенд, сервер, базой данных, базу данных'
).split(', ')

/** An end of a clause, kept among the words: nothing reads across it. */
const clauseEnd = '|'

type Match = { app: App; position: number; wordCount: number }

/**
 * The starter that is what the prompt asks for, or the generic one. The thing that the prompt names first is what it wants
 * ("landing page for a timer" is a landing page); one that is named only as a part of another ("weather app with a todo
 * list"), or that a word beside it makes another thing ("mortgage calculator"), is none of the catalogue.
 */
export function chooseApp(catalogue: Catalogue, prompt: string): App {
  const words = toWords(prompt)
  if (beyondAll.some((phrase) => findPhrase(words, phrase) !== undefined)) return catalogue.generic
  const matches = catalogue.apps.flatMap((app) => findMatches(app, words))
  const [first] = matches.toSorted((a, b) => a.position - b.position || b.wordCount - a.wordCount)
  return first === undefined || isPart(words, first) || isQualified(words, first) ? catalogue.generic : first.app
}

function toWords(prompt: string): string[] {
  const text = prompt.slice(0, searchedLength).toLowerCase().replaceAll('ё', 'е').normalize('NFC')
  return (text.match(/[\p{L}\p{N}]+|[.,;:!?()\n—–]/gu) ?? []).map((word) =>
    /[\p{L}\p{N}]/u.test(word) ? word : clauseEnd,
  )
}

function findMatches(app: App, words: readonly string[]): Match[] {
  return app.keywords.are.flatMap((phrase) => {
    const position = findPhrase(words, phrase)
    return position === undefined ? [] : [{ app, position, wordCount: phrase.split(' ').length }]
  })
}

/** Where a phrase of stems first stands and is not negated. */
function findPhrase(words: readonly string[], phrase: string): number | undefined {
  const stems = phrase.split(' ')
  const position = words.findIndex(
    (_, index) => stems.every((stem, offset) => fits(words[index + offset], stem)) && !isNegated(words, index),
  )
  return position === -1 ? undefined : position
}

/** A stem fits the start of a word; "=word" fits the whole word only. */
function fits(word: string | undefined, stem: string): boolean {
  if (word === undefined) return false
  return stem.startsWith('=') ? word === stem.slice(1) : word.startsWith(stem)
}

function isNegated(words: readonly string[], position: number): boolean {
  return words.slice(Math.max(0, position - 2), position).some((word) => negation.test(word))
}

/** Whether something else is named before it in its clause, of which it is said to be a part. */
function isPart(words: readonly string[], { position }: Match): boolean {
  const clause = words.slice(words.lastIndexOf(clauseEnd, position) + 1, position)
  const joint = clause.findLastIndex((word) => connector.test(word))
  return clause.slice(0, Math.max(joint, 0)).some((word) => !isPlain(word) && !connector.test(word))
}

/** Whether a word beside it makes another thing of it, where the app says which words do not. */
function isQualified(words: readonly string[], { app, position, wordCount }: Match): boolean {
  const { beside } = app.keywords
  if (beside === undefined) return false
  const isHarmless = (word: string) => isPlain(word) || beside.some((stem) => fits(word, stem))
  const before = words[position - 1] ?? clauseEnd
  const after = words[position + wordCount] ?? clauseEnd
  const isOther = (word: string) => word !== clauseEnd && !connector.test(word) && !isHarmless(word)
  return isOther(before) || isOther(after) || sayKind.test(after)
}

function isPlain(word: string): boolean {
  return plainWord.test(word) || isFiller(word)
}
