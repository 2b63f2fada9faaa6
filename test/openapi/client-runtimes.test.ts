// The client of the API, cut off again and again, in the five places where programs run.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseEvents } from '../support/client.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { isMissing, runtimes } from './run-program.ts'
import { startStage, type Stage } from './stage.ts'

const CUTS = 200
const FILES = 60
const RUNS = 4
/** A tenth of the streams is cut before anything of the answer has come. */
const BEFORE_THE_HEAD = 0.1
/** Longer than any event of these runs. */
const MOST_BYTES = 3000
/** One stream of so many gets that far: a client that comes no further a dozen times in a row gives up, as it should. */
const GENEROUS = 4

let stage: Stage

beforeAll(async () => {
  stage = await startStage(FILES)
})
afterAll(() => stage.close())

async function factsOf(runId: string): Promise<string[]> {
  const headers = { Authorization: `Bearer ${stage.token}` }
  const events = parseEvents(await (await fetch(`${stage.url}/api/runs/${runId}/events`, { headers })).text())
  const facts = events.filter(({ id, event }) => id?.endsWith('-0') === true && event !== 'stream.opened')
  return facts.map(({ id, event }) => `${id} ${event}`)
}

it.each(Object.entries(runtimes))(
  'sees every fact of its runs once, and their ends, however often it is cut: %s',
  async (name, run) => {
    if (isMissing(name)) return console.warn(`${name} is not there`)
    const proxy = await startCuttingProxy(stage.url, (cuts) => {
      if (cuts >= CUTS) return undefined
      if (cuts % GENEROUS === 0) return MOST_BYTES
      return Math.random() < BEFORE_THE_HEAD ? 0 : Math.ceil(Math.random() * MOST_BYTES)
    })
    try {
      const projectIds = await Promise.all(Array.from({ length: RUNS }, () => stage.createProject()))
      const seen = await run({ baseUrl: proxy.url, token: stage.token, projectIds })
      expect(proxy.cuts()).toBe(CUTS)
      expect(seen.map(({ status }) => status)).toEqual(projectIds.map(() => 'succeeded'))
      for (const { runId, facts } of seen) expect(facts).toEqual(await factsOf(runId))
      // All of the runs, and none of them twice.
      expect(new Set(seen.map(({ runId }) => runId)).size).toBe(RUNS)
      const files = seen.map(({ facts }) => facts.filter((fact) => fact.endsWith(' file.completed')).length)
      expect(files).toEqual(projectIds.map(() => FILES))
    } finally {
      await proxy.close()
    }
  },
)
