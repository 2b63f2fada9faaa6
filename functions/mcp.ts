import { AppError } from '../src/errors.ts'
import { continueRun, readRun, startRun } from '../src/http/start-run.ts'
import { callerOf, type AppContext } from '../src/http/context.ts'
import { reportError } from '../src/http/error-reply.ts'
import { originOf } from '../src/http/origin.ts'
import { previewMakerOf } from '../src/http/preview-maker.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'
import { rpcAnswer, rpcMessage } from '../src/mcp/rpc.ts'
import { answerMessage, PROTOCOL_VERSIONS, type McpCaller } from '../src/mcp/server.ts'
import { createPreview } from '../src/preview/previews.ts'
import { cancelRun, toRun } from '../src/runs/run.ts'

export const mcp = createFunction('mcp', 'What agents do with projects, runs and files, by the Model Context Protocol.')

mcp.add(
  {
    method: 'post',
    path: '/mcp',
    operationId: 'sendMcpMessage',
    summary: 'The tools of this API for agents, by the Model Context Protocol',
    description:
      'Streamable HTTP without sessions: each message is answered by itself, as JSON. What a key for programs may do is what ' +
      'it sees: tools that change files need `projects:write`, those that start, answer and cancel runs `runs`.',
    access: 'user',
    scope: 'projects:read',
    idempotent: true,
    whenLimiterAway: 'refuse',
    body: named('McpMessage', rpcMessage),
    headers: { 'MCP-Protocol-Version': `The version that was agreed on: ${PROTOCOL_VERSIONS.join(', ')}.` },
    responses: {
      200: { description: 'The answer to a request.', schema: named('McpAnswer', rpcAnswer) },
      202: { description: 'Taken: a notification has no answer.' },
    },
    errors: [],
  },
  async (c, { body }) => {
    requireKnownVersion(c)
    const json = await answerMessage(mcpCallerOf(c), body)
    return json === undefined ? { status: 202 } : { status: 200, json }
  },
)

function requireKnownVersion(c: AppContext): void {
  const version = c.req.header('MCP-Protocol-Version')
  if (version === undefined || PROTOCOL_VERSIONS.includes(version)) return
  const message = `must be one of ${PROTOCOL_VERSIONS.join(', ')}`
  throw new AppError('bad_request', { details: [{ path: ['headers', 'MCP-Protocol-Version'], message }] })
}

function mcpCallerOf(c: AppContext): McpCaller {
  const { key } = callerOf(c)
  const database = databaseOf(c)
  return {
    mayUse: (scope) => key === undefined || key.scopes.includes(scope),
    tellError: (error) => reportError(error, c).error,
    services: {
      database,
      origin: originOf(c),
      previewProject: (projectId, version) => createPreview(previewMakerOf(c), projectId, { version, shared: false }),
      startRun: async (projectId, wanted) => toRun(await startRun(c, projectId, wanted)),
      continueRun: async (runId, input) => toRun(await continueRun(c, runId, input)),
      waitForRun: async (runId, seconds) => toRun(await readRun(c, runId, seconds)),
      cancelRun: async (runId) => toRun(await cancelRun({ config: c.get('config'), database }, runId)),
    },
  }
}
