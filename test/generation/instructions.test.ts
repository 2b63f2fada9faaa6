import { describe, expect, it } from 'vitest'
import { renderInstructions } from '../../src/generation/context/instructions.ts'
import { countTokens } from '../../src/gateway/count-tokens.ts'
import { runPrompt } from '../support/client.ts'
import type { Reply } from '../support/scripted-model.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const OWN = 'Write every text in Kazakh.'
const OF_FILE = 'Indent by tabs.'
const PLAN = '<plan title="T">\nA text.\n- b.json: data\n</plan>\n'

const { model, client } = await startScriptedStack()

/** Cut twice alone, so that the file is asked for in parts; then wrong, so that it is repaired. */
function speak(task: string, reply: Reply): void {
  if (task === 'plan') reply.text(PLAN)
  else if (task === 'write') reply.text('<file path="b.json">\n{\n"a')
  else if (task === 'continue') reply.text('<file path="b.json">\n"a":\n</file>\n')
  else reply.text('<file path="b.json">\n{ "a": 1 }\n</file>\n')
  reply.end(task === 'write' ? 'length' : 'stop')
}

describe('instructions of a project', () => {
  it('stand in the front part of every call, with those of its files', async () => {
    model.script((reply, { task }) => speak(task, reply))
    const made = await client.call('POST', '/api/projects', { name: 'P', instructions: `  ${OWN}\n` })
    const { id } = made.json as { id: string }
    expect(made.json).toMatchObject({ instructions: OWN })
    await client.call('PUT', `/api/projects/${id}/files/AGENTS.md`, OF_FILE)
    await runPrompt(client, id, { prompt: 'A text', kind: 'generate' })
    await runPrompt(client, id, { prompt: 'Another text', kind: 'edit' })
    expect(new Set(model.calls.map(({ task }) => task))).toEqual(
      new Set(['plan', 'write', 'continue', 'repair', 'edit']),
    )
    for (const { task, messages } of model.calls) {
      expect([task, messages[0]?.role]).toEqual([task, 'system'])
      expect([task, messages[0]?.content]).toEqual([task, expect.stringContaining(`${OWN}\n\nAGENTS.md:\n${OF_FILE}`)])
    }
  })

  it('are changed, and refused when they are too long', async () => {
    const { json } = await client.call('POST', '/api/projects', { name: 'P' })
    const { id, instructions } = json as { id: string; instructions: string }
    expect(instructions).toBe('')
    const changed = await client.call('PATCH', `/api/projects/${id}`, { instructions: OWN })
    expect(changed.json).toMatchObject({ name: 'P', instructions: OWN })
    const refused = await client.call('PATCH', `/api/projects/${id}`, { instructions: 'x'.repeat(8001) })
    expect(refused.status).toBe(400)
    const emptied = await client.call('PATCH', `/api/projects/${id}`, { instructions: '' })
    expect(emptied.json).toMatchObject({ instructions: '' })
  })

  it('take no more than their share of a prompt, and both are heard', () => {
    const text = renderInstructions('ж'.repeat(8000), new Map([['AGENTS.md', 'word '.repeat(50_000)]]), 5000) ?? ''
    expect(countTokens(text)).toBeLessThan(1100)
    expect(text).toContain('жжж')
    expect(text).toContain('word')
  })
})
