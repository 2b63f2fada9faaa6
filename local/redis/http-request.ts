/** What a REST request asks for: who asks, in which form the answer shall come, and the commands. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { ReplyEncoding } from './http-reply.ts'
import type { CommandArgument, RedisCommand } from './reply.ts'

/** A request that is answered with a status of its own and `{"error": message}`. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The path and the query, still percent-encoded. */
export type Target = { path: string; query: string }

export function targetOf(request: IncomingMessage): Target {
  const [path = '/', ...rest] = (request.url ?? '/').split('?')
  return { path, query: rest.join('?') }
}

/** The bearer token of the header, else of the `_token` parameter. */
export function isAuthorized(request: IncomingMessage, { query }: Target, token: string): boolean {
  const header = request.headers.authorization
  const given = header === undefined ? new URLSearchParams(query).get('_token') : /^bearer +(.*)$/i.exec(header)?.[1]
  // Equal lengths whatever was sent, so that the comparison tells nothing by its time.
  return timingSafeEqual(digest(given ?? ''), digest(token)) && given !== undefined && given !== null
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

export type ReplyFormat = { format: 'json'; encoding: ReplyEncoding } | { format: 'resp2' }

export function replyFormatOf(request: IncomingMessage): ReplyFormat {
  const format = request.headers['upstash-response-format'] ?? 'json'
  const encoding = request.headers['upstash-encoding'] === 'base64' ? 'base64' : 'plain'
  if (format === 'json') return { format, encoding }
  if (format !== 'resp2') throw new RequestError(400, 'ERR Upstash-Response-Format must be json or resp2')
  if (encoding === 'base64')
    throw new RequestError(400, 'ERR Upstash-Encoding: base64 does not go with the resp2 format')
  return { format }
}

/** Reads to the end even what is too large, without keeping it, so that the client has sent all and reads the answer. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) chunks.length = 0
    else chunks.push(chunk)
  }
  if (size > maxBytes) {
    throw new RequestError(413, `ERR max request size exceeded. Limit: ${maxBytes} bytes, Actual: ${size} bytes`)
  }
  return Buffer.concat(chunks)
}

/** `/SET/key?EX=100` with the value as its body: path, then body, then the query's names and values, all appended. */
export function commandFromPath({ path, query }: Target, body: Buffer): RedisCommand {
  const command: CommandArgument[] = path.slice(1).split('/').map(percentDecode)
  if (body.length > 0) command.push(body)
  for (const pair of query.split('&').filter((part) => part !== '' && !part.startsWith('_token='))) {
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=')
    command.push(percentDecode(name))
    if (value.length > 0) command.push(percentDecode(value.join('=')))
  }
  return command
}

export function commandFromJson(body: Buffer): RedisCommand {
  return toCommand(
    parseJson(body),
    'ERR failed to parse command: the body must be a JSON array of a command and its arguments',
  )
}

export function commandsFromJson(body: Buffer): RedisCommand[] {
  const shape = 'ERR failed to parse the request: the body must be a JSON array of commands, each an array'
  const parsed = parseJson(body)
  if (!Array.isArray(parsed)) throw new RequestError(400, shape)
  if (parsed.length === 0) throw new RequestError(400, 'ERR empty pipeline request')
  return parsed.map((command) => toCommand(command, shape))
}

function toCommand(parsed: unknown, shape: string): RedisCommand {
  if (!Array.isArray(parsed)) throw new RequestError(400, shape)
  if (parsed.length === 0) throw new RequestError(400, 'ERR empty command')
  return parsed.map((argument: unknown) => {
    if (typeof argument === 'string') return argument
    if (typeof argument === 'number' || typeof argument === 'boolean') return String(argument)
    if (argument === null) throw new RequestError(400, 'ERR null args are not supported')
    throw new RequestError(400, shape)
  })
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'), keepDigits)
  } catch {
    throw new RequestError(400, 'ERR failed to parse command: the body is not valid JSON')
  }
}

/** A number as it was written, since 64-bit integers do not survive as JavaScript numbers. Node before 21 gives no source. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? value) : value
}

/** To bytes, since a percent-encoded argument need not be text. */
function percentDecode(text: string): Buffer {
  const bytes = text.replaceAll(/%([0-9a-f]{2})/gi, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1')
}
