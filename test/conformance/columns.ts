import type { Case, Group } from './case.ts'
import type { Runtime } from './runtimes.ts'
import type { Site } from './site.ts'

export type Outcome = { seen: unknown } | { error: string }
/** What each runtime did, by case. */
export type Columns = Map<Runtime, Map<string, Outcome>>

/** All runtimes at a time, and on each one case after the other. */
export async function runColumns(sites: Site[], groups: Group[], wanted: string): Promise<Columns> {
  const chosen = groups.flatMap(({ title, cases }) =>
    title.includes(wanted) ? cases : cases.filter(({ name }) => name.includes(wanted)),
  )
  return new Map(await Promise.all(sites.map(async (site) => [site.runtime, await runColumn(site, chosen)] as const)))
}

async function runColumn(site: Site, cases: Case[]): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  for (const { name, run } of cases) {
    const start = performance.now()
    outcomes.set(name, await outcomeOf(() => run(site)))
    if (process.env['CONFORMANCE_TIMES'])
      process.stderr.write(`${site.runtime}\t${Math.round(performance.now() - start)}\t${name}\n`)
  }
  return outcomes
}

async function outcomeOf(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { seen: await run() }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
