// JSON-RPC 2.0, as far as the Model Context Protocol uses it: https://modelcontextprotocol.io/specification
import * as z from 'zod'

const id = z.union([z.string(), z.number()])

/** What a client sends: a request, a notification, which has no id, or an answer, which has no method. */
export const rpcMessage = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: id.optional(),
    method: z.string().optional(),
    params: z.looseObject({}).optional(),
  })
  .meta({ examples: [{ jsonrpc: '2.0', id: 1, method: 'tools/list' }] })

/** What it is answered with. */
export const rpcAnswer = z
  .object({
    jsonrpc: z.literal('2.0'),
    id,
    result: z.looseObject({}).optional(),
    error: z.object({ code: z.int(), message: z.string(), data: z.unknown().optional() }).optional(),
  })
  .meta({ examples: [{ jsonrpc: '2.0', id: 1, result: { tools: [] } }] })

export type RpcMessage = z.output<typeof rpcMessage>
export type RpcAnswer = z.output<typeof rpcAnswer>

export const METHOD_NOT_FOUND = -32_601
export const INVALID_PARAMS = -32_602

/** What makes the answer to a request an error of the protocol. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
