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
/** A whole line, as text between the blocks is told line by line. */
const FIRST_TEXT = 'One file, then.'
const PLAN = '<plan title="One">\nOne file.\n- one.txt: a line\n</plan>\n'

/** From the model's first token to the caller whose request drives the run, and to one who asks the model itself. */
export async function measureFirstText(environment: Record<string, string>): Promise<string[][]> {
  const model = await startScriptedModel()
  const web = await startWeb({ ...environment, AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm' })
  const client = await createRemoteClient(web.url)
  const runTimes: number[] = []
  const directTimes: number[] = []
  for (let turn = 0; turn < RUNS; turn += 1) {
    const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Bench' })
    runTimes.push(await timeFirstText(model, () => startRun(client, id)))
    directTimes.push(await timeFirstText(model, () => askModel(model)))
  }
  web.kill()
  await model.close()
  const [run, direct] = [median(runTimes.slice(WARM_UP_RUNS)), median(directTimes.slice(WARM_UP_RUNS))]
  const what = "from the model's first token to the caller that drives the run, median"
  return [figureRow(what, formatMs(run), `${formatMs(direct)}, the model itself`, run / direct)]
}

/** Reads the stream to its end, so that nothing of a run is under way when the next begins. */
async function timeFirstText(model: ScriptedModel, ask: () => Promise<Response>): Promise<number> {
  let sentAt = Number.NaN
  model.script(async (reply, { task }) => {
    if (task === 'plan') {
      sentAt = performance.now()
      reply.text(`${FIRST_TEXT}\n`)
      await pause(REST_AFTER_MS)
    }
    reply.text(task === 'plan' ? PLAN : '<file path="one.txt">\none\n</file>\n')
    reply.end()
  })
  const { body } = await ask()
  if (body === null) throw new Error('The answer was not streamed')
  let text = ''
  let arrivedAt = Number.NaN
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (Number.isNaN(arrivedAt) && text.includes(FIRST_TEXT)) arrivedAt = performance.now()
  }
  return arrivedAt - sentAt
}

function startRun(client: RemoteClient, projectId: string): Promise<Response> {
  const stream = { Accept: 'text/event-stream' }
  return client.fetch('POST', `/api/projects/${projectId}/runs`, { prompt: 'One file' }, stream)
}

function askModel({ url }: ScriptedModel): Promise<Response> {
  const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'system', content: 'Task: plan' }] })
  return fetch(`${url}/chat/completions`, { method: 'POST', body })
}
