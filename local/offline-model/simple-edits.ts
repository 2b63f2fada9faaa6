/**
 * The few requests for a change that a rule can carry out honestly. A request must be such a change as a whole or clause
 * by clause: "make it green" is one, "add a green button" is not.
 */
import { cleanLine } from './title.ts'

export type AccentColour = { light: string; dark: string }

/** `words` is what the user said, for the answer. */
export type SimpleEdit =
  | { kind: 'rename'; title: string; words: string }
  | { kind: 'accent'; colour: AccentColour; words: string }
  | { kind: 'dark'; words: string }
  | { kind: 'light'; words: string }

/** Stems of the colour's names; each pair keeps text readable on light and on dark backgrounds. */
const colours: { names: RegExp; colour: AccentColour }[] = [
  { names: /^(?:green|зел[её]н)/u, colour: { light: '#15803d', dark: '#6ee7a0' } },
  { names: /^(?:blue|синий|синим|синего|синюю|синяя|син|голуб)/u, colour: { light: '#1d4ed8', dark: '#8ab4ff' } },
  { names: /^(?:red|красн)/u, colour: { light: '#c0262d', dark: '#ff9a94' } },
  { names: /^(?:orange|оранж)/u, colour: { light: '#b4480a', dark: '#ffb27a' } },
  { names: /^(?:purple|violet|фиолет|лилов|сирен)/u, colour: { light: '#7c3aed', dark: '#c4a7ff' } },
  { names: /^(?:pink|розов)/u, colour: { light: '#be185d', dark: '#ff9ecb' } },
  { names: /^(?:teal|turquoise|cyan|бирюз)/u, colour: { light: '#0f766e', dark: '#5fe0d2' } },
  { names: /^(?:yellow|gold|amber|ж[её]лт|золот)/u, colour: { light: '#8a5a00', dark: '#ffd166' } },
  { names: /^(?:gr[ae]y|сер(?:ый|ым|ого|ую|ая|ой))/u, colour: { light: '#4b5563', dark: '#c3cad6' } },
]

const renameForms = [
  /^(?:please )?(?:rename|retitle)(?: (?:it|this|the (?:app|application|project|site|page|title)))? (?:to|as|into) (.+)$/iu,
  /^(?:please )?(?:change|set) the (?:title|name|heading)(?: of the (?:app|project|site|page))? to (.+)$/iu,
  /^(?:please )?(?:call|name) (?:it|this|the (?:app|project|site|page)) (.+)$/iu,
  /^(?:пожалуйста,? )?переименуй(?:те)?(?: (?:его|её|ее|это|проект|приложение|сайт|страницу))? (?:в|на) (.+)$/iu,
  /^(?:пожалуйста,? )?(?:измени|поменяй|смени|замени)(?:те)? (?:название|заголовок|имя)(?: (?:проекта|приложения|сайта|страницы))? на (.+)$/iu,
  /^(?:пожалуйста,? )?назови(?:те)? (?:его|её|ее|это|проект|приложение|сайт) (.+)$/iu,
]

const accentForms = [
  /^(?:please )?(?:make|turn|paint) (?:it|everything|the (?:app|page|site|accent|theme|design|colou?rs?|accent colou?r|buttons)) ([\w-]+)$/iu,
  /^(?:please )?(?:change|set|switch) the (?:accent|theme|colou?r|accent colou?r|theme colou?r|main colou?r) to ([\w-]+)$/iu,
  /^(?:use )?(?:an? )?([\w-]+) (?:accent|accent colou?r)$/iu,
  /^(?:пожалуйста,? )?(?:сделай|перекрась|покрась)(?:те)?(?: (?:его|её|ее|это|вс[её]|приложение|сайт|страницу|акцент|тему|дизайн|кнопки|цвет|цвет акцента))?(?: в)? ([а-яё]+)(?: цвет(?:ом)?)?$/iu,
  /^(?:пожалуйста,? )?(?:измени|поменяй|смени|замени)(?:те)? (?:акцент|цвет|цвет акцента|основной цвет) на ([а-яё]+)$/iu,
  /^([а-яё]+) (?:акцент|цвет акцента)$/iu,
]

const themeForms: { kind: 'dark' | 'light'; form: RegExp }[] = [
  {
    kind: 'dark',
    form: /^(?:please )?(?:(?:make|turn) (?:it|the (?:app|page|site|theme|design)) dark|(?:(?:use|add|enable|switch to|set) )?(?:a |the )?dark (?:theme|mode))$/iu,
  },
  {
    kind: 'dark',
    form: /^(?:пожалуйста,? )?(?:(?:сделай|включи|поставь|добавь)(?:те)? )?(?:(?:приложение|сайт|тему) )?т[её]мн(?:ая|ую|ой|ым|ое)(?: тем[ауы])?$/iu,
  },
  {
    kind: 'light',
    form: /^(?:please )?(?:(?:make|turn) (?:it|the (?:app|page|site|theme|design)) light|(?:(?:use|enable|switch to|set) )?(?:a |the )?light (?:theme|mode))$/iu,
  },
  {
    kind: 'light',
    form: /^(?:пожалуйста,? )?(?:(?:сделай|включи|поставь)(?:те)? )?(?:(?:приложение|сайт|тему) )?светл(?:ая|ую|ой|ым|ое)(?: тем[ауы])?$/iu,
  },
]

/** Longest request looked at, in characters: simple changes are said shortly. */
const maxLength = 300

/** The simple changes a request consists of, and the clauses that are none. */
export function parseSimpleEdits(request: string): { edits: SimpleEdit[]; unknown: string[] } {
  if (request.length > maxLength) return { edits: [], unknown: [request] }
  const text = trimClause(cleanLine(request))
  const joined = text.split(/\s+(?:and|и)\s+|[,;.]\s+/iu).map(trimClause)
  const all = joined.map(parseClause)
  const edits = all.filter((edit) => edit !== undefined)
  if (edits.length === all.length) return { edits, unknown: [] }
  const whole = parseClause(text)
  if (whole !== undefined) return { edits: [whole], unknown: [] }
  return { edits, unknown: joined.filter((_, index) => all[index] === undefined) }
}

function parseClause(words: string): SimpleEdit | undefined {
  const title = firstGroup(renameForms, words)
  if (title !== undefined) return { kind: 'rename', title: unquote(title), words }
  const theme = themeForms.find(({ form }) => form.test(words))
  if (theme !== undefined) return { kind: theme.kind, words }
  const name = firstGroup(accentForms, words)?.toLowerCase()
  const colour = name === undefined ? undefined : colours.find(({ names }) => names.test(name))?.colour
  return colour === undefined ? undefined : { kind: 'accent', colour, words }
}

function firstGroup(forms: readonly RegExp[], words: string): string | undefined {
  return forms.map((form) => form.exec(words)?.[1]).find((group) => group !== undefined)
}

function trimClause(text: string): string {
  return text.replace(/[\s.!,;]+$/u, '').trim()
}

function unquote(text: string): string {
  return /^["'“«](.+)["'”»]$/u.exec(text)?.[1]?.trim() ?? text
}
