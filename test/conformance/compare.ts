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

/** Every leaf in which two observations differ. */
export function differences(node: unknown, other: unknown, at = ''): Difference[] {
  if (Object.is(node, other)) return []
  if (isTree(node) && isTree(other) && Array.isArray(node) === Array.isArray(other)) {
    const keys = new Set([...Object.keys(node), ...Object.keys(other)])
    return [...keys].flatMap((key) => differences(node[key], other[key], at === '' ? key : `${at}.${key}`))
  }
  return [{ at, node: show(node), other: show(other) }]
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function show(value: unknown): string {
  return value === undefined ? '(absent)' : JSON.stringify(value)
}

export function isForced(forced: ForcedDifference, runtime: Runtime, name: string, { at }: Difference): boolean {
  return forced.runtimes.includes(runtime) && (forced.cases?.test(name) ?? true) && forced.at.test(at)
}
