import { computed, effect, signal } from '@preact/signals'
import type { ApiProblem } from '../api/problem.ts'
import { en, type Words } from './en.ts'
import { ru } from './ru.ts'

export type Language = 'en' | 'ru'

const KEY = 'samokoder.language'
const ALL: Record<Language, Words> = { en, ru }

export const language = signal<Language>(firstLanguage())
const words = computed(() => ALL[language.value])

effect(() => {
  document.documentElement.lang = language.value
  document.title = words.value.studio
})

/** The words of the language that is chosen; a component that reads them is drawn again when another is. */
export function say(): Words {
  return words.value
}

export function switchLanguage(): void {
  language.value = language.value === 'en' ? 'ru' : 'en'
  localStorage.setItem(KEY, language.value)
}

export function describeProblem({ code, message, details }: ApiProblem): string {
  const text = say().problems[code] ?? message
  return details.length === 0 ? text : `${text} ${details.join('; ')}`
}

/** What a run ended with, by its code; its message is in English. */
export function describeError({ code, message }: { code: string; message: string }): string {
  return say().problems[code] ?? message
}

export function formatWhen(time: string): string {
  const seconds = (Date.parse(time) - Date.now()) / 1000
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' })
  const size = Math.abs(seconds)
  if (size < 45) return format.format(0, 'second')
  if (size < 3600) return format.format(Math.trunc(seconds / 60) || -1, 'minute')
  if (size < 86_400) return format.format(Math.trunc(seconds / 3600), 'hour')
  if (size < 30 * 86_400) return format.format(Math.trunc(seconds / 86_400), 'day')
  return formatDate(time)
}

export function formatDate(time: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }).format(new Date(time))
}

/** A name within a sentence: letters that are written from right to left do not turn what stands around it. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`
}

const UNITS = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const

export function formatBytes(bytes: number): string {
  const [unit, size] = UNITS.find(([, least]) => bytes >= least) ?? UNITS[2]
  const value = bytes / size
  return new Intl.NumberFormat(language.value, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value)
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(language.value, { notation: value < 10_000 ? 'standard' : 'compact' }).format(value)
}

export function formatUsd(value: number): string {
  return new Intl.NumberFormat(language.value, {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: value < 0.1 ? 4 : 2,
  }).format(value)
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEY)
  if (kept === 'en' || kept === 'ru') return kept
  const known = navigator.languages.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one in ALL)
  return known === 'ru' ? 'ru' : 'en'
}
