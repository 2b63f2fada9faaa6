import type { Runtime } from './runtimes.ts'

/** A difference that a runtime forces. It must show, or it has no place in the list. */
export type ForcedDifference = {
  runtimes: Runtime[]
  /** Case by name; every case when absent. */
  cases?: RegExp
  /** Where in what the case saw, as in `headers.content-length`. */
  at: RegExp
  cause: string
}

export type Difference = { at: string; node: string; other: string }

/** How much of a long text is shown before its first difference, and from there on. */
const SHOWN_BEFORE = 40
const SHOWN_FROM = 120

/** Every leaf in which two observations differ. */
export function differences(node: unknown, other: unknown, at = ''): Difference[] {
  if (Object.is(node, other)) return []
  if (isTree(node) && isTree(other) && Array.isArray(node) === Array.isArray(other)) {
    const keys = new Set([...Object.keys(node), ...Object.keys(other)])
    return [...keys].flatMap((key) => differences(node[key], other[key], at === '' ? key : `${at}.${key}`))
  }
  const texts = [show(node), show(other)] as const
  return [{ at, node: excerpt(texts[0], texts[1]), other: excerpt(texts[1], texts[0]) }]
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function show(value: unknown): string {
  return value === undefined ? '(absent)' : JSON.stringify(value)
}

/** A text around the first place in which it differs from another. */
function excerpt(text: string, other: string): string {
  let same = 0
  while (same < text.length && text[same] === other[same]) same += 1
  const start = Math.max(0, same - SHOWN_BEFORE)
  const end = same + SHOWN_FROM
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}

export function isForced(forced: ForcedDifference, runtime: Runtime, name: string, { at }: Difference): boolean {
  return forced.runtimes.includes(runtime) && (forced.cases?.test(name) ?? true) && forced.at.test(at)
}
