// What providers do wrong, as scripts of a server that does exactly that.
import { gzipSync } from 'node:zlib'
import type { Reply, Script } from '../support/scripted-model.ts'

type Json = Record<string, unknown>

/** Frames of a stream, one after the other, and then whatever `then` does with the connection. */
export function frames(
  list: readonly (Json | string)[],
  then: (reply: Reply) => void = ({ raw }) => raw.end(),
): Script {
  return (reply) => {
    reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream' })
    for (const frame of list) {
      reply.raw.write(typeof frame === 'string' ? frame : `data: ${JSON.stringify(frame)}\n\n`)
    }
    reply.raw.write('', () => then(reply))
  }
}

export const role = choice({ role: 'assistant', content: '' })
export const hello = choice({ content: 'Hello' })
export const DONE = 'data: [DONE]\n\n'
export const usage: Json = { choices: [], usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 } }

/** A chunk of one choice. */
export function choice(delta: Json, finish_reason: string | null = null, index = 0): Json {
  return {
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index, delta, finish_reason }],
  }
}
export const stop = choice({}, 'stop')

/** An answer in one piece. */
export function whole(
  choices: unknown = [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
): Json {
  return { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices, usage: usage['usage'] }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Script {
  return ({ raw }) => {
    raw.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    raw.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

export function refuse(status: number, error: Json = {}, headers: Record<string, string> = {}): Script {
  return json({ error: { message: 'no', ...error } }, status, headers)
}

/** Half of an answer in one piece, and then whatever `then` does with the connection. */
export function halfOf(then: (reply: Reply) => void): Script {
  return (reply) => {
    reply.raw.writeHead(200, { 'Content-Type': 'application/json' })
    reply.raw.write('{"choices": [', () => then(reply))
  }
}

/** Refuses a parameter in words, as those do that give no code; without it, it does what `otherwise` does. */
export function refuseParam(name: string, otherwise: Script): Script {
  return (reply, call) =>
    name in call.body
      ? refuse(400, { message: `Unrecognized request argument supplied: ${name}` })(reply, call)
      : otherwise(reply, call)
}

/** A body of a megabyte that unpacks to a gigabyte. */
export function gzipBomb(): Script {
  // Members of gzip may follow each other.
  const member = gzipSync(Buffer.alloc(16 * 1024 * 1024, 'data: x'))
  return ({ raw }) => {
    raw.writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'gzip' })
    for (let count = 0; count < 64; count += 1) raw.write(member)
    raw.end()
  }
}

export const brokenGzip: Script = ({ raw }) => {
  raw.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
  raw.end('this is no gzip')
}

export const page: Script = ({ raw }) => {
  raw.writeHead(200, { 'Content-Type': 'text/html' })
  raw.end('<!doctype html><title>Welcome</title>')
}

/** Says `text` again and again. */
export function repeat(text: string, first: readonly (Json | string)[] = []): Script {
  return (reply, call) => {
    void frames(first, ({ raw }) => {
      const talk = setInterval(() => raw.write(text), 50)
      void call.closed.then(() => clearInterval(talk))
    })(reply, call)
  }
}

export const reset = ({ raw }: Reply) => void raw.destroy()
export const hang = () => undefined
