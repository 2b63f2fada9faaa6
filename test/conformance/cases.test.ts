// The list of cases on the runtime of this project. What Node saw is kept, and what another saw is held to it.
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, inject, it } from 'vitest'
import { groups } from './cases/index.ts'
import { differences, isForced } from './compare.ts'
import { lookAtCoverage } from './coverage.ts'
import { FORCED } from './forced-differences.ts'
import { openSite, type Site } from './site.ts'
import { openStage, type Stage } from './stage.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Of FORCED, those that the case has met. */
    forced?: number[]
    /** How much of what the API documents was seen. */
    coverage?: string
  }
}

const runtime = inject('runtime')
let stage: Stage
let site: Site
/** What Node saw, by the full name of the case. */
let reference: Record<string, unknown> = {}

beforeAll(async () => {
  stage = await openStage()
  if (runtime !== 'node') reference = await readReference()
  site = await openSite(await stage.start(runtime), stage.suite)
})
afterAll(async () => {
  if (runtime === 'node') await writeFile(inject('reference'), JSON.stringify(reference))
  await stage.close()
})

for (const { title, concurrent, cases } of groups) {
  describe(title, { concurrent }, () => {
    for (const { name, run } of cases) {
      it(name, async ({ task }) => {
        const key = `${title}: ${name}`
        const seen = asStored(await run(site))
        if (runtime === 'node') reference[key] = seen
        else task.meta.forced = holdToNode(key, name, seen)
      })
    }
  })
}

describe('the documented answers', () => {
  it('were all seen, save those with a reason', ({ task }) => {
    const { seen, documented, missing } = lookAtCoverage(site)
    task.meta.coverage = `${seen} of ${documented}`
    if (missing.length > 0) throw new Error(`Not seen:\n${missing.join('\n')}`)
  })
})

async function readReference(): Promise<Record<string, unknown>> {
  const text = await readFile(inject('reference'), 'utf8').catch(() => {
    throw new Error('The other runtimes are held to Node, whose project has to run with theirs: add --project node.')
  })
  return JSON.parse(text) as Record<string, unknown>
}

/** JSON leaves out what is undefined. */
function asStored(seen: unknown): unknown {
  return JSON.parse(JSON.stringify(seen ?? null))
}

/** Gives the forced differences; throws any other. */
function holdToNode(key: string, name: string, seen: unknown): number[] {
  if (!(key in reference)) throw new Error('It failed on Node, so that there is nothing to compare with.')
  const found = differences(reference[key], seen).map((difference) => ({
    ...difference,
    forced: FORCED.findIndex((forced) => isForced(forced, runtime, name, difference)),
  }))
  const wrong = found.filter(({ forced }) => forced < 0)
  if (wrong.length > 0) {
    throw new Error(
      `Not as on Node:\n${wrong.map(({ at, node, other }) => `  ${at}: ${other}, on Node ${node}`).join('\n')}`,
    )
  }
  return [...new Set(found.map(({ forced }) => forced))]
}
