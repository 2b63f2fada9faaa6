// Prints the table of cases and runtimes, the differences that a runtime forces, and how much of the API was seen.
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { UNSEEN } from './coverage.ts'
import { FORCED } from './forced-differences.ts'
import { RUNTIMES } from './runtimes.ts'

export class ReportMatrix implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const columns = RUNTIMES.filter((runtime) => tests.some(({ project }) => project.name === runtime))
    const isCase = ({ project }: TestCase) => columns.some((runtime) => runtime === project.name)
    print(describeCases(tests.filter(isCase), columns))
    print(tests.filter((test) => !isCase(test)).map(describeTest))
    print(['Differences that a runtime forces:', ...describeForced(tests, columns)])
    print(['Documented answers that were seen:', ...describeCoverage(tests)])
  }
}

function print(lines: string[]): void {
  if (lines.length > 0) process.stdout.write(`\n${lines.join('\n')}\n`)
}

/** A row per case that any runtime was asked for, below the titles of their groups. */
function describeCases(cases: TestCase[], columns: readonly string[]): string[] {
  const rows = Map.groupBy(cases, ({ fullName }) => fullName)
  let group = ''
  const lines = [...rows.values()].flatMap((row) => {
    const [first] = row
    if (first === undefined || row.every((test) => test.result().state === 'skipped')) return []
    const marks = columns.map((column) =>
      row
        .filter(({ project }) => project.name === column)
        .map(markOf)
        .join(),
    )
    const line = `| ${first.name} | ${marks.join(' | ')} |`
    const title = first.fullName.slice(0, -first.name.length - ' > '.length)
    if (title === group) return [line]
    group = title
    return [`| **${title}** |${columns.map(() => ' |').join('')}`, line]
  })
  const head = [`| case | ${columns.join(' | ')} |`, `|---|${columns.map(() => ':-:|').join('')}`]
  return [...head, ...lines, '', '= as on Node, ≈ as on Node but for a forced difference, ✗ failed, – left out']
}

function markOf(test: TestCase): string {
  const { state } = test.result()
  if (state === 'passed') return (test.meta().forced ?? []).length > 0 ? '≈' : '='
  return state === 'failed' ? '✗' : '–'
}

/** What is about more than one runtime, with why it was left out. */
function describeTest(test: TestCase): string {
  const result = test.result()
  if (result.state === 'passed') return `✓ ${test.fullName}`
  const note = result.state === 'skipped' ? result.note : undefined
  return `${markOf(test)} ${test.fullName}${note === undefined ? '' : `: ${note}`}`
}

function describeForced(tests: TestCase[], columns: readonly string[]): string[] {
  return FORCED.flatMap(({ cause, runtimes }, index) => {
    const asked = runtimes.filter((runtime) => columns.includes(runtime))
    const seen = new Set(tests.filter((test) => test.meta().forced?.includes(index)).map(({ project }) => project.name))
    if (asked.length === 0) return []
    return [`- ${seen.size === 0 ? `(not seen on ${asked.join(', ')})` : [...seen].join(', ')}: ${cause}`]
  })
}

function describeCoverage(tests: TestCase[]): string[] {
  const shares = tests.flatMap((test) => {
    const { coverage } = test.meta()
    return coverage === undefined ? [] : [`- ${test.project.name}: ${coverage}`]
  })
  if (shares.length === 0) return ['- not looked at']
  return [...shares, ...UNSEEN.map(([pattern, why]) => `- not asked for, ${String(pattern)}: ${why}`)]
}
