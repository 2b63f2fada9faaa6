// A process that drives one run and kills itself, as SIGKILL does, at the event it was told:
// node driver-process.ts <run> <events before it dies> [module with the pipelines]
import { parseConfig } from '../../src/config.ts'
import { pipelines as ofTheApp } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import type { Feed } from '../../src/runs/feed.ts'
import type { Pipelines } from '../../src/runs/pipeline.ts'

const [, , runId = '', dieAfter = '', module] = process.argv
const pipelines = module === undefined ? ofTheApp : ((await import(module)) as { pipelines: Pipelines }).pipelines

let left = Number(dieAfter)
const feed: Feed = {
  push(events) {
    left -= events.length
    if (left <= 0) process.kill(process.pid, 'SIGKILL')
  },
  close: () => undefined,
  isClosed: () => false,
  next: () => Promise.resolve(undefined),
}
await driveRun({ config: parseConfig(process.env), log: () => undefined, pipelines, feed }, runId)
