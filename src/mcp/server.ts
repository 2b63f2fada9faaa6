// A server of the Model Context Protocol without sessions: each message is answered by itself, by whichever process gets it.
import * as z from 'zod'
import type { Scope } from '../accounts/scopes.ts'
import type { ErrorDetail } from '../errors.ts'
import { VERSION } from '../telemetry/release.ts'
import { INVALID_PARAMS, METHOD_NOT_FOUND, RpcError, type RpcAnswer, type RpcMessage } from './rpc.ts'
import type { Tool, ToolResult, ToolServices } from './tool.ts'
import { fileTools } from './tools/files.ts'
import { projectTools } from './tools/projects.ts'
import { runTools } from './tools/runs.ts'

/** Versions of the protocol that a client may ask for, the newest first: what is served of them is the same in all. */
export const PROTOCOL_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']

const TOOLS: readonly Tool[] = [...projectTools, ...runTools, ...fileTools]

const INSTRUCTIONS =
  'Samokoder turns prompts into working multi-file projects. Create a project, start a run with a prompt, and wait for the ' +
  'run: its `version` holds the files then. A later run changes them. Every change makes a version, and none is lost.'

export type McpCaller = {
  services: ToolServices
  /** Whether the caller may do what this scope allows. */
  mayUse: (scope: Scope) => boolean
  /** What the caller may know of an error. */
  tellError: (error: unknown) => { code: string; message: string; details?: ErrorDetail[] }
}

/** The answer to a message; undefined for one that takes none. */
export async function answerMessage(caller: McpCaller, message: RpcMessage): Promise<RpcAnswer | undefined> {
  const { id, method, params = {} } = message
  if (id === undefined || method === undefined) return undefined
  try {
    return { jsonrpc: '2.0', id, result: await answerRequest(caller, method, params) }
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    return { jsonrpc: '2.0', id, error: { code: error.code, message: error.message } }
  }
}

async function answerRequest(caller: McpCaller, method: string, params: Record<string, unknown>) {
  if (method === 'initialize') return initialize(params)
  if (method === 'ping') return {}
  if (method === 'tools/list') return { tools: TOOLS.filter(({ scope }) => caller.mayUse(scope)).map(describeTool) }
  if (method === 'tools/call') return callTool(caller, params)
  throw new RpcError(METHOD_NOT_FOUND, `There is no method ${method.slice(0, 100)}.`)
}

function initialize({ protocolVersion }: Record<string, unknown>) {
  return {
    protocolVersion: PROTOCOL_VERSIONS.find((known) => known === protocolVersion) ?? PROTOCOL_VERSIONS[0],
    capabilities: { tools: {} },
    serverInfo: { name: 'samokoder', title: 'Samokoder', version: VERSION },
    instructions: INSTRUCTIONS,
  }
}

function describeTool({ name, title, description, input, annotations }: Tool) {
  return { name, title, description, inputSchema: z.toJSONSchema(input, { io: 'input' }), annotations }
}

/** What goes wrong in a tool is told to the model, which may mend it. */
async function callTool(
  caller: McpCaller,
  { name, arguments: given = {} }: Record<string, unknown>,
): Promise<ToolResult> {
  const tool = TOOLS.find((one) => one.name === name)
  if (tool === undefined) throw new RpcError(INVALID_PARAMS, 'There is no such tool.')
  if (!caller.mayUse(tool.scope)) return refuse(`insufficient_scope: this key lacks the scope "${tool.scope}".`)
  const input = tool.input.safeParse(given)
  if (!input.success) return refuse(`bad_request: ${z.prettifyError(input.error)}`)
  try {
    return await tool.call(caller.services, input.data)
  } catch (error) {
    const { code, message, details = [] } = caller.tellError(error)
    const reasons = details.map(({ path, message }) => `\n${path.join('.')} ${message}`)
    return refuse(`${code}: ${message}${reasons.join('')}`)
  }
}

const MOST_REFUSAL_CHARS = 4000

function refuse(text: string): ToolResult {
  return { content: [{ type: 'text', text: text.slice(0, MOST_REFUSAL_CHARS) }], isError: true }
}
