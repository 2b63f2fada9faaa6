// A run as its owner watches it on a terminal: over cut streams, and with what it asks answered.
import { createProgress } from '../live/progress.ts'
import { RUN_WORDS } from '../live/run-words.ts'
import { Refusal } from '../command.ts'
import { readEvents } from '../read-events.ts'
import { endsRun } from '../../runs/events.ts'
import { pause } from '../../timing.ts'
import type { UserApi } from './api.ts'
import { askLine, isAttended } from './ask-person.ts'

/** Before coming back to a run whose stream ended early. */
const PAUSE_MS = 500

export type EndedRun = { id: string; status: string; title: string; message: string; version: number | undefined }
type Awaited = { kind: string; question: string }

/** @throws {Refusal} where it is refused, or awaits an answer that nobody is there to give */
export async function driveRun(
  api: UserApi,
  project: string,
  body: object,
  prompt: string,
  quiet: boolean,
): Promise<EndedRun> {
  const words = RUN_WORDS[/\p{Script=Cyrillic}/u.test(prompt) ? 'ru' : 'en']
  // The result alone goes to standard output.
  const progress = createProgress(quiet ? { write: () => true } : process.stderr, words)
  const started = await api.json<{ id: string }>('POST', `/api/projects/${project}/runs`, { body: { prompt, ...body } })
  let lastId: string | undefined
  let version: number | undefined
  for (;;) {
    const headers = { Accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) }
    const stream = await api.open('GET', `/api/runs/${started.id}/events`, { headers })
    let awaited: Awaited | undefined
    for await (const { id, event, data: text } of readEvents(stream)) {
      lastId = id ?? lastId
      const data = JSON.parse(text) as Record<string, unknown>
      progress.show(event, data)
      if (event === 'version.committed') version = Number(data['version'])
      awaited = event === 'run.awaiting_input' ? (data as Awaited) : undefined
      if (endsRun(event)) return { id: started.id, version, ...progress.result() }
    }
    if (awaited === undefined) await pause(PAUSE_MS)
    else await api.json('POST', `/api/runs/${started.id}/input`, { body: await answerTo(started.id, awaited) })
  }
}

async function answerTo(runId: string, { kind, question }: Awaited): Promise<object> {
  if (!isAttended()) {
    throw new Refusal(
      'awaiting_input',
      `The run ${runId} asks: ${question}`,
      `Answer it with POST /api/runs/${runId}/input, or run this on a terminal.`,
    )
  }
  if (kind !== 'plan') return { text: await askLine(`${question}\n> `) }
  const text = await askLine(`${question}\nEnter approves it, or say what to change: `)
  return text === '' ? { approve: true } : { plan: text }
}
