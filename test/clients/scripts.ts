// What a model says in these tests.
import { choice, DONE, frames, json, role, usage, whole } from '../gateway/faults.ts'
import type { Call, Script } from '../support/scripted-model.ts'

export type ToolUse = { id: string; name: string; input: object }

/** Says it, and calls tools behind it, streamed where that is asked for. */
export function say(text: string, ...tools: ToolUse[]): Script {
  const reason = tools.length === 0 ? 'stop' : 'tool_calls'
  const calls = tools.map(({ id, name, input }, index) => {
    return { index, id, type: 'function', function: { name, arguments: JSON.stringify(input) } }
  })
  const [half, rest] = [text.slice(0, text.length / 2), text.slice(text.length / 2)]
  const pieces = [half, rest].filter((piece) => piece !== '').map((content) => choice({ content }))
  const streamed = frames([
    role,
    ...pieces,
    ...calls.map((call) => choice({ tool_calls: [call] })),
    choice({}, reason),
    usage,
    DONE,
  ])
  const message = { role: 'assistant', content: text, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
  const inOnePiece = json(whole([{ index: 0, message, finish_reason: reason }]))
  return (reply, call) => (call.body['stream'] === true ? streamed : inOnePiece)(reply, call)
}

/** Says one after the other; what is said last is said again. */
export function inTurn(...scripts: Script[]): Script {
  let turn = 0
  return (reply, call) => {
    const script = scripts[Math.min(turn, scripts.length - 1)]
    turn += 1
    return script?.(reply, call)
  }
}

/** Begins, and does not end by itself. */
export const talkOn: Script = frames([role, choice({ content: 'On and on' })], () => undefined)

/** The vector of each text is its length, in the form that was asked for. */
export const embedInputs: Script = (reply, call) => {
  const inputs = [call.body['input']].flat() as string[]
  const data = inputs.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: encode(call, [text.length, 0.5]),
  }))
  const told = { prompt_tokens: 7, total_tokens: 7 }
  return json({ object: 'list', data, model: 'm', usage: told })(reply, call)
}

function encode({ body }: Call, vector: number[]): number[] | string {
  return body['encoding_format'] === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector
}
