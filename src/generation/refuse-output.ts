// What comes out of the parser when the run may change no file: words are taken, and files are told and left out.
import type { FailedFile } from '../services/database-types.ts'
import type { StepTools } from '../runs/pipeline.ts'
import type { OutputSink } from './apply-output.ts'
import type { OutputEvent } from './output/events.ts'

const MOST_TOLD = 20

/** Applies nothing of an answer, and records what it would have changed. */
export function refuseOutput({ record, show }: Pick<StepTools, 'record' | 'show'>): OutputSink {
  let message = ''
  const refused = new Map<string, FailedFile>()

  function refuse(path: string): void {
    const known = path.slice(0, 200)
    const message = 'The run may change no file, so this was left out.'
    if (refused.size < MOST_TOLD) refused.set(known, { path: known, code: 'not_allowed', message })
  }

  return {
    take: async (event: OutputEvent) => {
      if (event.type === 'prose') {
        message += event.text
        show({ type: 'message.delta', data: { text: event.text } })
      } else if (event.type === 'prose.withdrawn') message = ''
      else if (event.type === 'rename') refuse(event.from)
      else if (event.type === 'file.completed' || event.type === 'file.cut') refuse(event.path)
      else if (event.type === 'edit' || event.type === 'delete') refuse(event.path)
    },
    flush: async () => {
      const facts = [...refused.values()].map((data) => ({ type: 'file.failed' as const, data }))
      if (facts.length > 0) await record(facts)
    },
    message: () => message.trim(),
    findings: () => [],
    cutFile: () => undefined,
  }
}
