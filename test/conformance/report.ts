import type { Group } from './case.ts'
import type { Columns, Outcome } from './columns.ts'
import { differences, isForced, type Difference } from './compare.ts'
import { FORCED } from './forced-differences.ts'
import type { Runtime } from './runtimes.ts'

type Verdict = { mark: string; notes: string[]; failed: boolean }

/** Prints the table, what is wrong and the forced differences; gives the number of failures. */
export function printReport(columns: Columns, groups: Group[]): number {
  const runtimes = [...columns.keys()]
  const seenForced = new Map<number, Set<string>>()
  const lines = [`| case | ${runtimes.join(' | ')} |`, `|---|${runtimes.map(() => ':-:|').join('')}`]
  const notes: string[] = []
  let failures = 0
  for (const { title, cases } of groups) {
    const run = cases.filter(({ name }) => columns.get('node')?.has(name) === true)
    if (run.length > 0) lines.push(`| **${title}** |${runtimes.map(() => ' |').join('')}`)
    for (const { name } of run) {
      const verdicts = runtimes.map((runtime) => judge(columns, runtime, name, seenForced))
      lines.push(`| ${name} | ${verdicts.map(({ mark }) => mark).join(' | ')} |`)
      failures += verdicts.filter(({ failed }) => failed).length
      notes.push(...verdicts.flatMap((verdict) => verdict.notes))
    }
  }
  process.stdout.write(`${lines.join('\n')}\n\n= equal to Node, ≈ equal but for a forced difference, ✗ not equal\n`)
  process.stdout.write(`\nForced differences:\n${describeForced(seenForced).join('\n')}\n`)
  if (notes.length > 0) process.stdout.write(`\nFailures:\n${notes.join('\n')}\n`)
  process.stdout.write(`\n${lines.length - 2} rows, ${runtimes.length} runtimes, ${failures} failures\n`)
  return failures
}

function judge(columns: Columns, runtime: Runtime, name: string, seenForced: Map<number, Set<string>>): Verdict {
  const node = columns.get('node')?.get(name)
  const own = columns.get(runtime)?.get(name)
  if (own === undefined || 'error' in own) return wrong(`${runtime}, ${name}: ${own?.error ?? 'did not run'}`)
  if (runtime === 'node' || node === undefined) return { mark: '=', notes: [], failed: false }
  if ('error' in node) return wrong(`${runtime}, ${name}: nothing to compare with`)
  const found = differences(plain(node), plain(own))
  const unlisted = found.filter((difference) => !noteForced(runtime, name, difference, seenForced))
  if (unlisted.length > 0)
    return wrong(...unlisted.map((one) => `${runtime}, ${name}: ${one.at}: ${one.other}, on Node ${one.node}`))
  return { mark: found.length > 0 ? '≈' : '=', notes: [], failed: false }
}

function wrong(...notes: string[]): Verdict {
  return { mark: '✗', notes, failed: true }
}

function noteForced(runtime: Runtime, name: string, difference: Difference, seen: Map<number, Set<string>>): boolean {
  const index = FORCED.findIndex((forced) => isForced(forced, runtime, name, difference))
  if (index < 0) return false
  seen.set(index, (seen.get(index) ?? new Set()).add(runtime))
  return true
}

function describeForced(seen: Map<number, Set<string>>): string[] {
  return FORCED.map(({ cause, runtimes }, index) => {
    const where = [...(seen.get(index) ?? [])].join(', ')
    return `- ${where === '' ? `(not seen on ${runtimes.join(', ')})` : where}: ${cause}`
  })
}

function plain(outcome: Outcome): unknown {
  return 'seen' in outcome ? outcome.seen : outcome
}
