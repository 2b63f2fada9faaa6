import { Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { requestId } from 'hono/request-id'
import { functions } from '../functions/index.ts'
import type { Config } from './config.ts'
import { AppError } from './errors.ts'
import { allowOrigins } from './http/allow-origins.ts'
import { ANSWER_HEADERS } from './http/answer-headers.ts'
import { CACHE_TTL_HEADER } from './http/cache-answers.ts'
import { requestContext, type AppEnv } from './http/context.ts'
import { replyError } from './http/error-reply.ts'
import { limitBody } from './http/limit-body.ts'
import { meterRequests } from './http/meter-requests.ts'
import { answer } from './http/reply.ts'
import { requestLog } from './http/request-log.ts'
import { requirePlainHost } from './http/require-plain-host.ts'
import type { ApiFunction } from './http/route.ts'
import { tellSecureHeaders } from './http/secure-headers.ts'
import { servePreviews } from './http/serve-previews.ts'
import { createLog, type Log } from './telemetry/log.ts'

// What an adapter needs; dist/app.js is made of this file.
export { canSignTokens } from './accounts/token-signer.ts'
export { ConfigError, parseConfig, type Config } from './config.ts'
export type { RuntimeBindings } from './http/context.ts'
export { storeLostUsage } from './gateway/ledger.ts'
export { MOST_ANSWER_BYTES } from './gateway/read-pieces.ts'
export { pipelines } from './generation/pipelines.ts'
export { attachNetwork, type Network, type Post, type PostAnswer, type PostInit } from './services/network.ts'
export { pruneInBatches } from './projects/prune.ts'
export { deliverWebhooks, newsSender } from './webhooks/deliver.ts'
export { sweepRuns } from './runs/sweep.ts'
export { exporterOf, type Exporting } from './telemetry/exporter.ts'
export { createLog, describeError, type Log } from './telemetry/log.ts'

export type App = Hono<AppEnv>

/** The one app that every runtime serves. */
export function createApp(config: Config, log: Log = createLog(config)): App {
  const served = chooseFunctions(config)
  const app = new Hono<AppEnv>()
  app.onError(replyError)
  app.notFound((c) => {
    // People write it so; it is no resource of its own.
    // Relative, so that it also holds behind a path of a gateway.
    if (c.req.path === '/docs/') return answer(c, 308, null, { Location: '../docs' })
    return replyError(new AppError('not_found'), c)
  })

  app.use(requestId({ limitLength: 64 }), requestContext(config, log, served), requestLog, meterRequests)
  app.use(servePreviews(config))
  app.use(
    allowOrigins({
      origins: config.CORS_ORIGINS,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      requestHeaders: [
        'Authorization',
        'Content-Type',
        'Idempotency-Key',
        'If-Match',
        'If-None-Match',
        'Last-Event-ID',
        'X-Request-Id',
        CACHE_TTL_HEADER,
      ],
      responseHeaders: Object.keys(ANSWER_HEADERS),
    }),
    tellSecureHeaders,
    methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }),
    requirePlainHost,
    limitBody(config),
  )
  for (const { app: routes } of served) app.route('/', routes)
  return app
}

function refuseMethod(c: Parameters<typeof replyError>[1], methods: string[]): Response {
  const reply = replyError(new AppError('method_not_allowed'), c)
  reply.headers.set('Allow', methods.join(', '))
  return reply
}

function chooseFunctions({ FUNCTIONS }: Config): ApiFunction[] {
  return FUNCTIONS.length === 0 ? functions : functions.filter(({ name }) => FUNCTIONS.includes(name))
}
