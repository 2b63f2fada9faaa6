// What must never be in a log: secrets and tokens, wherever they turn up, and what users and models write.
import { HIDDEN_SECRETS, SECRET_NAMES } from './secret-patterns.ts'

const REDACTED = '[redacted]'

/** Fields whose text is never shown, by name: secrets, and what users and models write. */
const HIDDEN_FIELD = new RegExp(`(?:authorization|cookie|${SECRET_NAMES}|prompt|content|body|text)$`, 'i')

/** Shorter values of the configuration would take ordinary words with them. */
const SHORTEST_SECRET = 6
const LONGEST_TEXT = 2000
const DEEPEST = 6
/** Of one line: collectors break lines at 16 KiB. */
const MOST_VALUES = 200
const MOST_CHARACTERS = 12_000
/** Most texts of a line are ids in hexadecimal, which have no form that is looked for. */
const IDS = /^[\da-f-]{1,64}$/
/** How much behind the end of a text is read along, so that a secret is not cut to a part that nobody knows it by. */
const LONGEST_KEY = 512

/** Names of fields and ordinary words come again and again: what became of so many of them is remembered, if they are short. */
const MOST_REMEMBERED = 1000
const LONGEST_REMEMBERED = 40

/** What may still be written of one line. */
type Budget = { values: number; characters: number }

/** A copy of log fields without secrets, of bounded size; `secrets` are values to look for as they stand. */
export function createRedactor(
  secrets: readonly string[],
): (fields: Record<string, unknown>) => Record<string, unknown> {
  const redactText = remembering(createTextRedactor(secrets))
  const isHidden = remembering((name) => HIDDEN_FIELD.test(name))

  function spend(text: string, budget: Budget): string {
    const clean = redactText(text).slice(0, budget.characters)
    budget.characters -= clean.length
    return clean
  }

  function redact(value: unknown, depth: number, budget: Budget): unknown {
    if (budget.values <= 0) return '[too much]'
    budget.values -= 1
    if (typeof value === 'string') return spend(value, budget)
    if (typeof value === 'bigint') return spend(String(value), budget)
    if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`
    if (typeof value !== 'object' || value === null) return value
    if (depth > DEEPEST) return '[too deep]'
    return redactObject(value, depth, budget)
  }

  function redactObject(value: object, depth: number, budget: Budget): unknown {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof Error) return spend(`${value.name}: ${value.message}`, budget)
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
    if (Array.isArray(value)) return value.slice(0, budget.values).map((item) => redact(item, depth + 1, budget))
    return redactFields(value as Record<string, unknown>, depth + 1, budget)
  }

  function redactFields(fields: Record<string, unknown>, depth: number, budget: Budget): Record<string, unknown> {
    const names = Object.keys(fields).slice(0, Math.max(0, budget.values))
    return Object.fromEntries(
      names.map((name) => {
        const value = readField(fields, name)
        const hidden = !isPlain(value) && isHidden(name)
        return [spend(name, budget), hidden ? REDACTED : redact(value, depth, budget)] as const
      }),
    )
  }

  return (fields) => redactFields(fields, 0, { values: MOST_VALUES, characters: MOST_CHARACTERS })
}

/** What is hidden nowhere. */
function isPlain(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean'
}

function remembering<T extends string | boolean>(judge: (text: string) => T): (text: string) => T {
  const remembered = new Map<string, T>()
  return (text) => {
    if (text.length > LONGEST_REMEMBERED) return judge(text)
    const known = remembered.get(text)
    if (known !== undefined) return known
    const judged = judge(text)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(text, judged)
    return judged
  }
}

/** The value of a field; a getter may throw. */
function readField(fields: Record<string, unknown>, name: string): unknown {
  try {
    return fields[name]
  } catch {
    return '[unreadable]'
  }
}

/** A text without what looks like a secret, and without `secrets`, in whatever usual form they are written. */
export function createTextRedactor(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(encodingsOf))].toSorted(
    (a, b) => b.length - a.length,
  )
  const margin = Math.max(LONGEST_KEY, known[0]?.length ?? 0)
  const knownInIds = known.filter((secret) => IDS.test(secret))
  const without = (some: readonly string[], text: string) =>
    some.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text)
  return (text) => {
    if (IDS.test(text)) return without(knownInIds, text)
    const read = text.slice(0, LONGEST_TEXT + margin)
    let clean = without(known, read)
    for (const pattern of HIDDEN_SECRETS) clean = clean.replace(pattern, `$1${REDACTED}`)
    if (text.length <= LONGEST_TEXT) return clean
    // The end of what was read may be the beginning of a secret.
    const end = read.length < text.length ? clean.length - margin : clean.length
    return clean.slice(0, Math.min(LONGEST_TEXT, Math.max(0, end)))
  }
}

/** A secret variable, and what of it is a secret by itself: values of a list, the password of an address. */
export function secretPartsOf(value: string): string[] {
  const [, password = ''] = /^[a-z]+:\/\/[^/?#]*?:([^/?#]*)@/.exec(value) ?? []
  const listed = value.split(',').map((item) => item.slice(item.indexOf('=') + 1).trim())
  return [
    value,
    ...listed,
    value.slice(value.indexOf('=') + 1),
    password,
    password.replace(/%[\da-f]{2}/gi, decodeByte),
  ]
}

function decodeByte(escape: string): string {
  return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
}

/** A secret as it is, as JSON and URLs write it, and as it stands within something in Base64. */
export function encodingsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret)
  const encoded = [0, 1, 2].map((before) => {
    const text = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes))
    // Characters at the ends hold bits of what stands beside it, too.
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  })
  const texts = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]
  return [...new Set([...texts, ...encoded, ...encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))])]
}
