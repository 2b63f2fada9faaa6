import { describe, expect, it } from 'vitest'
import { clientOf, createProject, runPrompt, signUp } from '../support/client.ts'
import { NO_PROMTOOL, runPromtool } from '../support/promtool.ts'
import { makeStack } from '../support/stack.ts'

describe.skipIf(NO_PROMTOOL !== '')(`the text of /metrics${NO_PROMTOOL}`, () => {
  it('is what Prometheus reads, with names and help as it wants them', async () => {
    const { app, idle } = makeStack()
    const client = await signUp(app)
    await runPrompt(client, await createProject(client), { prompt: 'A calculator' })
    await client.call('GET', '/api/projects?limit=nonsense')
    await idle()
    const { text } = await clientOf(app, '', '').call('GET', '/metrics')
    for (const name of ['http_requests_total', 'runs_total', 'run_step_duration_seconds_sum', 'ai_calls_total']) {
      expect(text).toMatch(new RegExp(`^samokoder_${name}\\{`, 'm'))
    }
    expect(runPromtool(['check', 'metrics'], text)).toEqual({ status: 0, said: '' })
  })
})
