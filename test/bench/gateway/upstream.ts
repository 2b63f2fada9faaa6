// A provider that takes no time: a process of its own, which answers in JSON, or with 200 chunks, each written apart.
// Listens on PORT.
import { createServer, type ServerResponse } from 'node:http'

const CHUNKS = 200
const HEAD = { id: 'chatcmpl-1', created: 1, model: 'm' }
const USAGE = { prompt_tokens: 200, completion_tokens: CHUNKS, total_tokens: 200 + CHUNKS }
const text = 'This is a sentence of an answer. '.repeat(20)
const message = { role: 'assistant', content: text }
const choice = { index: 0, message, finish_reason: 'stop' }
const completion = JSON.stringify({ ...HEAD, object: 'chat.completion', choices: [choice], usage: USAGE })

function frame(choices: object[], usage: object | null = null): string {
  return `data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices, usage })}\n\n`
}

const frames = [
  ...Array.from({ length: CHUNKS }, (_, index) =>
    frame([{ index: 0, delta: { content: ` word${index}` }, logprobs: null, finish_reason: null }]),
  ),
  frame([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]),
  frame([], USAGE),
  'data: [DONE]\n\n',
]

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  let next = 0
  const write = () => {
    response.write(frames[next])
    next += 1
    if (next < frames.length) setImmediate(write)
    else response.end()
  }
  write()
}

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end('{"object":"list","data":[]}')
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.once('end', () => {
    const { stream: streamed } = JSON.parse(Buffer.concat(chunks).toString()) as { stream?: boolean }
    if (streamed === true) return stream(response)
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(completion)
  })
})
server.keepAliveTimeout = 60_000
server.listen(Number(process.env['PORT']), '127.0.0.1')
