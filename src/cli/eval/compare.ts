import { table } from '../command.ts'
import { rateOf, sumUp, type Results } from './results.ts'

export type Comparison = {
  /** Cases that were clean and are not, and the reverse. */
  lost: string[]
  won: string[]
  /** Cases of which the other has no result. */
  unknown: string[]
  before: Results['sum']
  after: Results['sum']
}

/** Compares the cases that both have. */
export function compareResults(before: Results, after: Results): Comparison {
  const earlier = new Map(before.cases.map((one) => [one.name, one]))
  const common = after.cases.filter(({ name }) => earlier.has(name))
  const names = new Set(common.map(({ name }) => name))
  const changed = (wasClean: boolean) =>
    common
      .filter(({ name, is_clean }) => is_clean !== wasClean && earlier.get(name)?.is_clean === wasClean)
      .map(({ name }) => name)
  return {
    lost: changed(true),
    won: changed(false),
    unknown: after.cases.filter(({ name }) => !earlier.has(name)).map(({ name }) => name),
    before: sumUp(before.cases.filter(({ name }) => names.has(name))),
    after: sumUp(common),
  }
}

export function describeComparison(earlier: Results, { lost, won, unknown, before, after }: Comparison): string[] {
  const row = (name: string, of: (sum: Results['sum']) => string) => [name, of(before), of(after)]
  const rows = [
    ['', `before: ${earlier.model}, ${earlier.started_at.slice(0, 10)}`, 'now'],
    row('clean', ({ clean, cases }) => `${clean} of ${cases}, ${rateOf(clean, cases)}`),
    row('with a repair', ({ repaired, cases }) => rateOf(repaired, cases)),
    row('calls', ({ calls }) => String(calls)),
    row('prompt tokens', ({ prompt_tokens }) => String(prompt_tokens)),
    row('completion tokens', ({ completion_tokens }) => String(completion_tokens)),
    row('USD', ({ cost_usd }) => (cost_usd === null ? '-' : cost_usd.toFixed(4))),
    row('seconds', ({ seconds }) => seconds.toFixed(1)),
  ]
  const names = (title: string, list: string[]) => (list.length === 0 ? [] : [`${title}: ${list.join(', ')}`])
  return [
    '',
    ...table(rows),
    ...names('clean no more', lost),
    ...names('clean now', won),
    ...names('not in the earlier result', unknown),
  ]
}
