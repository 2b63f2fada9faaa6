import { setTimeout as pause } from 'node:timers/promises'
import type { CostMeter, Costs } from './cost-meter.ts'
import type { Reply, Script } from './scripted-model.ts'

/** About as fast as a hosted model writes code. */
const LINES_PER_SECOND = 20

export type Pace = { files: number; seconds: number }
export type MeteredScript = {
  script: Script
  /** What was asked from the first token of the files to the last, and how long that took. */
  streaming: Promise<{ costs: Costs; seconds: number }>
}

/**
 * A model that plans at once, and then writes all files in one answer, evenly over the time given. It begins to write
 * when `ready` is.
 */
export function writeAtPace(pace: Pace, meter: CostMeter, ready: Promise<unknown> = Promise.resolve()): MeteredScript {
  const { promise, resolve } = Promise.withResolvers<{ costs: Costs; seconds: number }>()
  return {
    streaming: promise,
    script: async (reply, { task }) => {
      if (task === 'plan') reply.text(planOf(pace))
      else {
        await ready
        const read = await meter.start()
        const start = performance.now()
        await writeFiles(reply, pace)
        resolve({ costs: await read(), seconds: (performance.now() - start) / 1000 })
      }
      reply.end()
    },
  }
}

async function writeFiles(reply: Reply, { files, seconds }: Pace): Promise<void> {
  const lines = pathsOf(files).flatMap((path) => linesOf(path, Math.round((seconds * LINES_PER_SECOND) / files)))
  const start = performance.now()
  for (const [index, line] of lines.entries()) {
    reply.text(`${line}\n`)
    const dueMs = ((index + 1) * seconds * 1000) / lines.length
    await pause(Math.max(0, start + dueMs - performance.now()))
  }
}

function planOf({ files }: Pace): string {
  const list = pathsOf(files).map((path) => `- ${path}: some lines`)
  return ['A set of notes.', '<plan title="Notes">', 'Notes.', ...list, '</plan>', ''].join('\n')
}

function pathsOf(files: number): string[] {
  return Array.from({ length: files }, (_, index) => `notes-${index + 1}.txt`)
}

function linesOf(path: string, count: number): string[] {
  const content = Array.from({ length: Math.max(1, count - 2) }, (_, index) => `Line ${index + 1} of the notes here.`)
  return [`<file path="${path}">`, ...content, '</file>']
}
