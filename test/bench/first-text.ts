import { setTimeout as pause } from 'node:timers/promises'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { startWeb } from './app-process.ts'
import { figureRow } from './figure-row.ts'
import { formatMs, median } from './table.ts'

const RUNS = 30
/** The first runs open connections and warm the compiler. */
const WARM_UP_RUNS = 5
/** Between the first token and the rest, so that nothing else is under way while the first text is. */
const REST_AFTER_MS = 200
const PLAN = '<plan title="One">\nOne file.\n- one.txt: a line\n</plan>\n'

/** From the model's first token to the caller whose request drives the run. */
export async function measureFirstText(environment: Record<string, string>): Promise<string[][]> {
  const model = await startScriptedModel()
  const web = await startWeb({ ...environment, AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm' })
  const client = await createRemoteClient(web.url)
  const times: number[] = []
  for (let run = 0; run < RUNS; run += 1) times.push(await timeFirstText(client, model))
  web.kill()
  await model.close()
  const what = "from the model's first token to the caller that drives the run, median"
  return [figureRow(what, formatMs(median(times.slice(WARM_UP_RUNS))))]
}

async function timeFirstText(client: RemoteClient, model: ScriptedModel): Promise<number> {
  let sentAt = Number.NaN
  model.script(async (reply, { task }) => {
    if (task === 'plan') {
      sentAt = performance.now()
      // A whole line, as text between the blocks is told line by line.
      reply.text('One file, then.\n')
      await pause(REST_AFTER_MS)
    }
    reply.text(task === 'plan' ? PLAN : '<file path="one.txt">\none\n</file>\n')
    reply.end()
  })
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Bench' })
  const stream = { Accept: 'text/event-stream' }
  const { body } = await client.fetch('POST', `/api/projects/${id}/runs`, { prompt: 'One file' }, stream)
  if (body === null) throw new Error('The run was not streamed')
  let text = ''
  let arrivedAt = Number.NaN
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (Number.isNaN(arrivedAt) && text.includes('event: message.delta')) arrivedAt = performance.now()
  }
  return arrivedAt - sentAt
}
