/** The Upstash Redis REST protocol over HTTP on one machine, in front of any RedisBackend. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { errorToJson, replyToJson } from './http-reply.ts'
import {
  commandFromJson,
  commandFromPath,
  commandsFromJson,
  isAuthorized,
  readBody,
  replyFormatOf,
  RequestError,
  targetOf,
  type ReplyFormat,
} from './http-request.ts'
import { refusal } from './refused-commands.ts'
import { discarded, ErrorReply, type RedisBackend, type RedisCommand, type Reply } from './reply.ts'
import { encodeReply } from './resp.ts'

const DEFAULT_MAX_BODY_BYTES = 10 * 1024 * 1024

export type BridgeOptions = {
  backend: RedisBackend
  token: string
  /** 0, the default, takes any free port. */
  port?: number
  host?: string
  maxBodyBytes?: number
}

export type RedisBridge = {
  url: string
  /** Lets running requests finish. The backend stays open; whoever made it closes it. */
  close(): Promise<void>
}

type Answer = { status: number; contentType: string; body: string | Buffer }

export async function startRedisBridge(options: BridgeOptions): Promise<RedisBridge> {
  const { token, port = 0, host = '127.0.0.1' } = options
  if (token === '') throw new Error('The bridge needs a token')
  let requests = 0
  let closing = false
  const server = createServer((request, response) => {
    void answer(request, options).then((reply) => {
      // One store answers every request, so a read sees all earlier writes and the token only has to change.
      response.setHeader('upstash-sync-token', `local-${(requests += 1)}`)
      if (closing) response.setHeader('connection', 'close')
      send(response, reply)
    })
  })
  const address = await listen(server, port, host)
  return {
    url: `http://${host}:${address}`,
    close: () => {
      closing = true
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function send(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

async function answer(request: IncomingMessage, options: BridgeOptions): Promise<Answer> {
  try {
    return await execute(request, options)
  } catch (error) {
    if (error instanceof RequestError) return json(error.status, errorToJson(error.message))
    return json(503, errorToJson('ERR the Redis behind this bridge cannot be reached'))
  }
}

async function execute(request: IncomingMessage, options: BridgeOptions): Promise<Answer> {
  const { backend, token, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = options
  const target = targetOf(request)
  if (!isAuthorized(request, target, token)) throw new RequestError(401, 'Unauthorized')
  const method = request.method ?? ''
  if (!['GET', 'HEAD', 'POST', 'PUT'].includes(method))
    throw new RequestError(405, `ERR method ${method} is not allowed`)
  const sendsBody = method === 'POST' || method === 'PUT'
  const format = replyFormatOf(request)
  const body = sendsBody ? await readBody(request, maxBodyBytes) : Buffer.alloc(0)

  const isBatch = target.path === '/pipeline' || target.path === '/multi-exec'
  if (isBatch && !sendsBody) throw new RequestError(405, `ERR ${target.path} takes a POST request`)
  if (target.path === '/pipeline') return many(await pipeline(backend, commandsFromJson(body)), format)
  // Upstash answers a transaction in JSON, whichever format was asked for.
  if (target.path === '/multi-exec') return many(await transaction(backend, commandsFromJson(body)), asJson(format))
  const command = target.path === '/' ? commandFromJson(body) : commandFromPath(target, body)
  return one(await runOrRefuse(backend, command), format)
}

function runOrRefuse(backend: RedisBackend, command: RedisCommand): Promise<Reply> {
  const refused = refusal(command)
  return refused === undefined ? backend.run(command) : Promise.resolve(new ErrorReply(refused))
}

function pipeline(backend: RedisBackend, commands: RedisCommand[]): Promise<Reply[]> {
  return Promise.all(commands.map((command) => runOrRefuse(backend, command)))
}

function transaction(backend: RedisBackend, commands: RedisCommand[]): Promise<Reply[] | ErrorReply> {
  const refused = commands.map(refusal).find((message) => message !== undefined)
  return refused === undefined ? backend.transaction(commands) : Promise.resolve(discarded(refused))
}

function one(reply: Reply, format: ReplyFormat): Answer {
  const status = reply instanceof ErrorReply ? 400 : 200
  if (format.format === 'resp2') return resp2(status, encodeReply(reply))
  return json(status, replyToJson(reply, format.encoding))
}

function many(replies: Reply[] | ErrorReply, format: ReplyFormat): Answer {
  if (replies instanceof ErrorReply) return one(replies, format)
  if (format.format === 'resp2') return resp2(200, Buffer.concat(replies.map(encodeReply)))
  return json(200, `[${replies.map((reply) => replyToJson(reply, format.encoding)).join(',')}]`)
}

function asJson(format: ReplyFormat): ReplyFormat {
  return format.format === 'json' ? format : { format: 'json', encoding: 'plain' }
}

function json(status: number, body: string): Answer {
  return { status, contentType: 'application/json', body }
}

function resp2(status: number, body: Buffer): Answer {
  return { status, contentType: 'application/octet-stream', body }
}
