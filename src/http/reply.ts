import type * as z from 'zod'
import { requireSendable } from '../sendable-headers.ts'
import type { AppContext } from './context.ts'
import type { Contract } from './contract.ts'

type ReplyHeaders = Record<string, string>
/** A media type as it is sent: with parameters, and whatever the handler says where the contract takes any. */
type Sent<M extends string> = M extends '*/*' ? string : M | `${M};${string}`

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

type JsonReply<S, T> = { status: S; headers?: ReplyHeaders; json: T; body?: never }
export type RawReply<S, M extends string> = {
  status: S
  headers?: ReplyHeaders
  mediaType: Sent<M>
  body: Body
  json?: never
}
/** JSON that is given on as it came, without being read and written anew. */
type JsonBytesReply<S> = {
  status: S
  headers?: ReplyHeaders
  jsonBytes: Uint8Array<ArrayBuffer>
  json?: never
  body?: never
}
type EmptyReply<S> = { status: S; headers?: ReplyHeaders; json?: never; body?: never }

type ReplyOf<S, R> =
  | (R extends { schema: infer T extends z.ZodType } ? JsonReply<S, z.input<T>> | JsonBytesReply<S> : never)
  | (R extends { mediaType: infer M extends string } ? RawReply<S, M> : never)
  | (R extends { mediaType: readonly (infer M extends string)[] } ? RawReply<S, M> : never)
  | (R extends { schema: z.ZodType } | { mediaType: string | readonly string[] } ? never : EmptyReply<S>)

/** What the handler of a contract may answer with: one of its statuses, with what stands there. Errors are thrown. */
export type Reply<C extends Pick<Contract, 'responses'>> = {
  [S in keyof C['responses']]: ReplyOf<S, C['responses'][S]>
}[keyof C['responses']]

/** A reply of whatever contract. */
export type AnyReply =
  | JsonReply<number, unknown>
  | JsonBytesReply<number>
  | RawReply<number, string>
  | EmptyReply<number>

export function sendReply(c: AppContext, reply: AnyReply): Response {
  const { status, headers } = reply
  if (reply.json !== undefined) return answerJson(c, status, reply.json, headers)
  if ('jsonBytes' in reply) return answer(c, status, reply.jsonBytes, { 'Content-Type': JSON_TYPE, ...headers })
  if (reply.body === undefined) return answer(c, status, null, headers)
  return answer(c, status, reply.body, { 'Content-Type': reply.mediaType, ...headers })
}

const JSON_TYPE = 'application/json'

export function answerJson(c: AppContext, status: number, value: unknown, headers?: ReplyHeaders): Response {
  return answer(c, status, JSON.stringify(value), { 'Content-Type': JSON_TYPE, ...headers })
}

/**
 * Besides `headers`, it has those that every answer to the request has. It gets all of them at once, as a plain object: to set
 * them on an answer that is there takes Node a quarter of a short request. @throws {TypeError} for what no header may have
 */
export function answer(c: AppContext, status: number, body: Body | null, headers: ReplyHeaders = {}): Response {
  requireSendable(headers)
  const all: ReplyHeaders = {}
  // As other runtimes send names, whose Response has no way around its headers.
  for (const [name, value] of Object.entries({ ...headers, ...c.get('answerHeaders') })) all[name.toLowerCase()] = value
  return new Response(body, { status, headers: all })
}
