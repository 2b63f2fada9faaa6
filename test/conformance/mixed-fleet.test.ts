import { afterAll, beforeAll, describe, it } from 'vitest'
import { createCaller, walkEndToEnd } from './end-to-end.ts'
import type { Running, Runtime } from './runtimes.ts'
import { openStage, type Stage } from './stage.ts'

const FLEET: Runtime[] = ['node', 'workerd', 'bun', 'deno']

let stage: Stage
let fleet: Running[]

beforeAll(async () => {
  stage = await openStage()
  fleet = await Promise.all(FLEET.map((runtime) => stage.start(runtime)))
})
afterAll(() => stage.close())

/** The API from end to end, each request at another runtime than the one before, over the same backing services. */
describe('mixed fleet', () => {
  const orders = FLEET.map((_, first) => [...FLEET.slice(first), ...FLEET.slice(0, first)])

  it.for(orders)('a run is started, watched, continued and exported by %s, %s, %s, %s in turn', async (order) => {
    await walkEndToEnd(
      createCaller(order.flatMap((name) => fleet.filter(({ runtime }) => runtime === name))),
      'Two files',
    )
  })
})
