import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { refuse } from '../gateway/faults.ts'
import { embedInputs, say, talkOn } from './scripts.ts'
import { MODEL, startStage, type Stage } from './stage.ts'

const PYTHON = join(import.meta.dirname, '.venv', 'bin', 'python')
const note = existsSync(PYTHON) ? '' : ' (left out: they could not be installed)'

const SCRIPTS = {
  hello: say('Hello'),
  json: say('{"answer":42}'),
  add: say('Let me see.', { id: 'c1', name: 'add', input: { a: 1, b: 2 } }),
  on: talkOn,
  refuse: refuse(400, { code: 'context_length_exceeded', param: 'messages' }),
}

describe.skipIf(note !== '')(`the Python clients of OpenAI and LangChain${note}`, () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await startStage()
    return stage.close
  })

  it('get what they ask for, with nothing but another base URL and key', async () => {
    stage.model.script((reply, call) => {
      if ('input' in call.body) return embedInputs(reply, call)
      const said = call.messages[0]?.content as keyof typeof SCRIPTS
      return SCRIPTS[said](reply, call)
    })
    const parameters = [join(import.meta.dirname, 'python_clients.py'), stage.baseURL, stage.apiKey, MODEL]
    const { stdout } = await promisify(execFile)(PYTHON, parameters)
    const args = { a: 1, b: 2 }
    const langchain = (name: string) => ({
      [`langchain ${name}`]: 'Hello',
      [`langchain ${name}, streamed`]: 'Hello',
      [`langchain ${name}, tools`]: args,
      [`langchain ${name}, structured`]: 42,
    })
    expect(JSON.parse(stdout)).toEqual({
      models: [MODEL, MODEL],
      create: 'Hello',
      stream: 'Hello',
      parse: 42,
      tools: JSON.stringify(args),
      'streamed tools': JSON.stringify(args),
      embeddings: [4, 0.5],
      responses: 'Hello',
      'streamed responses': 'Hello',
      'parsed responses': 42,
      refused: [400, 'context_length_exceeded', 'messages'],
      ...langchain('chat'),
      ...langchain('responses'),
      'langchain embeddings': [4, 0.5],
    })
    for (const call of stage.model.calls) await call.closed
  })
})
