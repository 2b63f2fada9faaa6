/** Redis replies as Upstash puts them into HTTP bodies. */
import { ErrorReply, StatusReply, type Reply } from './reply.ts'

export type ReplyEncoding = 'plain' | 'base64'

/** `{"result":…}` or `{"error":…}`. */
export function replyToJson(reply: Reply, encoding: ReplyEncoding): string {
  if (reply instanceof ErrorReply) return errorToJson(reply.message)
  // The client takes this one status literally and decodes every other string.
  if (reply instanceof StatusReply && reply.text === 'OK') return '{"result":"OK"}'
  return `{"result":${valueToJson(reply, encoding)}}`
}

export function errorToJson(message: string): string {
  return JSON.stringify({ error: message })
}

/** Written by hand because JSON.stringify refuses a bigint, and an integer reply may be one. */
function valueToJson(reply: Reply, encoding: ReplyEncoding): string {
  if (reply === null || typeof reply === 'number' || typeof reply === 'bigint') return String(reply)
  if (Array.isArray(reply)) return `[${reply.map((item) => valueToJson(item, encoding)).join(',')}]`
  const bytes = Buffer.isBuffer(reply) ? reply : Buffer.from(reply instanceof StatusReply ? reply.text : reply.message)
  return JSON.stringify(bytes.toString(encoding === 'base64' ? 'base64' : 'utf8'))
}
