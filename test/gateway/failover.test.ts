import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, runPrompt, signUp, type StreamEvent } from '../support/client.ts'
import { startScriptedModel, type Call, type Reply, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack } from '../support/stack.ts'

let model: ScriptedModel
beforeAll(async () => void (model = await startScriptedModel()))
afterAll(() => model.close())

const PLAN = '<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'
const FILE = '<file path="one.txt">\n1\n</file>\n'

function write(reply: Reply, { task }: Call): void {
  reply.text(task === 'plan' ? PLAN : FILE)
  reply.end()
}

function refuse(reply: Reply, status: number): void {
  reply.raw.writeHead(status, { 'Content-Type': 'application/json' })
  reply.raw.end('{"error":{"message":"no"}}')
}

/** A run with the first model doing `first`, and the figures it left. Each call has models of its own names. */
async function run(name: string, first: (reply: Reply, call: Call) => void) {
  const [main, spare] = [`${name}-main`, `${name}-spare`]
  model.script((reply, call) => (call.model === main ? first(reply, call) : write(reply, call)))
  const { app, idle } = makeStack({
    AI_BASE_URL: model.url,
    AI_API_KEY: 'k',
    AI_MODELS: main,
    AI_FALLBACK_MODELS: `${main},${spare}`,
    AI_MAX_RETRIES: '0',
    AI_FIRST_TOKEN_TIMEOUT_MS: '300',
    AI_PRICES: `${spare}=1000/500000`,
  })
  const client = await signUp(app)
  const events = await runPrompt(client, await createProject(client), { prompt: 'x' })
  await idle()
  const { text } = await client.call('GET', '/metrics')
  const figures = text.split('\n').filter((line) => line.includes(`"${main}"`) || line.includes(`"${spare}"`))
  return { last: events.at(-1) as StreamEvent, figures }
}

describe('when a model does not answer', () => {
  it.each([
    ['is down', (reply: Reply) => refuse(reply, 503)],
    ['has no capacity', (reply: Reply) => refuse(reply, 429)],
    ['hangs', () => undefined],
  ])('the next one is asked: the first %s', async (what, first) => {
    const name = what.replaceAll(' ', '-')
    const { last, figures } = await run(name, first)
    expect(last).toMatchObject({ event: 'run.succeeded' })
    expect(figures).toContain(`samokoder_ai_failovers_total{from="${name}-main",to="${name}-spare"} 2`)
    expect(figures).toContain(`samokoder_ai_calls_total{model="${name}-spare",outcome="whole"} 2`)
    // Two calls with 10 prompt and 20 completion tokens each.
    expect(figures).toContain(`samokoder_ai_tokens_total{model="${name}-spare",direction="completion"} 40`)
    expect(figures).toContain(`samokoder_ai_cost_usd_total{model="${name}-spare"} 20.02`)
  })

  it('counts each request to the provider by its status', async () => {
    const { figures } = await run('counted', (reply) => refuse(reply, 503))
    expect(figures).toContain('samokoder_ai_attempts_total{model="counted-main",status="503"} 2')
    expect(figures).toContain('samokoder_ai_attempts_total{model="counted-spare",status="200"} 2')
  })

  it('no other is asked once it has begun, or when it refuses the request itself', async () => {
    const cut = await run('cut', (reply, call) => {
      if (call.task === 'plan') return write(reply, call)
      reply.text('<file path="one.txt">\n1\n')
      reply.raw.end()
    })
    expect(cut.figures.join('\n')).not.toContain('samokoder_ai_failovers_total')
    const refused = await run('refused', (reply) => refuse(reply, 400))
    expect(refused.last).toMatchObject({ event: 'run.failed', data: { error: { code: 'provider_refused' } } })
    expect(refused.figures.join('\n')).not.toContain('samokoder_ai_failovers_total')
  })
})
