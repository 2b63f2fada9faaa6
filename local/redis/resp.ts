/** RESP2, the Redis wire format: commands out, replies in, and replies out again for clients that ask for it. */
import { ErrorReply, StatusReply, toInteger, type RedisCommand, type Reply } from './reply.ts'

const CRLF = Buffer.from('\r\n')

export function encodeCommand(command: RedisCommand): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${command.length}\r\n`)]
  for (const argument of command) parts.push(...bulk(typeof argument === 'string' ? Buffer.from(argument) : argument))
  return Buffer.concat(parts)
}

export function encodeReply(reply: Reply): Buffer {
  if (reply === null) return Buffer.from('$-1\r\n')
  if (typeof reply === 'number' || typeof reply === 'bigint') return Buffer.from(`:${reply}\r\n`)
  if (reply instanceof StatusReply) return Buffer.from(`+${reply.text}\r\n`)
  if (reply instanceof ErrorReply) return Buffer.from(`-${reply.message}\r\n`)
  if (Buffer.isBuffer(reply)) return Buffer.concat(bulk(reply))
  return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(encodeReply)])
}

function bulk(bytes: Buffer): Buffer[] {
  return [Buffer.from(`$${bytes.length}\r\n`), bytes, CRLF]
}

/** Either a whole token with the offset behind it, or the number of bytes that must be there before trying again. */
type Token = { value: Reply; arrayLength?: number; next: number } | { needed: number }

function readToken(data: Buffer, start: number): Token {
  const lineEnd = data.indexOf(CRLF, start)
  if (lineEnd < 0) return { needed: data.length - start + 1 }
  const line = data.toString('utf8', start + 1, lineEnd)
  const next = lineEnd + CRLF.length
  const kind = data.toString('latin1', start, start + 1)
  switch (kind) {
    case '+':
      return { value: new StatusReply(line), next }
    case '-':
      return { value: new ErrorReply(line), next }
    case ':':
      return { value: toInteger(BigInt(line)), next }
    case '*':
      return Number(line) < 0 ? { value: null, next } : { value: null, arrayLength: Number(line), next }
    case '$': {
      const length = Number(line)
      if (length < 0) return { value: null, next }
      const end = next + length + CRLF.length
      return data.length < end ? { needed: end - start } : { value: data.subarray(next, next + length), next: end }
    }
    default:
      throw new Error(`Not a RESP2 reply: it starts with ${JSON.stringify(kind)}`)
  }
}

/**
 * Takes the bytes as they come, split anywhere, and hands on each reply once it is whole. Bytes that only wait for more
 * are not read again until enough came, so a large reply costs no more for arriving in many pieces.
 */
export function createReplyParser(onReply: (reply: Reply) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = []
  let pendingBytes = 0
  let needed = 1
  const open: { items: Reply[]; left: number }[] = []

  const accept = (reply: Reply): void => {
    let value = reply
    for (let array = open.at(-1); array; array = open.at(-1)) {
      array.items.push(value)
      array.left -= 1
      if (array.left > 0) return
      open.pop()
      value = array.items
    }
    onReply(value)
  }

  return (chunk) => {
    chunks.push(chunk)
    pendingBytes += chunk.length
    if (pendingBytes < needed) return
    const data = chunks.length === 1 ? chunk : Buffer.concat(chunks)
    let offset = 0
    needed = 1
    while (offset < data.length) {
      const token = readToken(data, offset)
      if ('needed' in token) {
        needed = token.needed
        break
      }
      offset = token.next
      if (token.arrayLength === undefined) accept(token.value)
      else if (token.arrayLength === 0) accept([])
      else open.push({ items: [], left: token.arrayLength })
    }
    chunks = offset < data.length ? [data.subarray(offset)] : []
    pendingBytes = data.length - offset
  }
}
