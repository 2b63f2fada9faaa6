// A route is its contract (what OpenAPI shows and what validates) and its handler, in one place.
import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import type { MiddlewareHandler, ValidationTargets } from 'hono'
import type * as z from 'zod'
import type { FunctionName } from '../config.ts'
import { AppError } from '../errors.ts'
import { authenticate } from './authenticate.ts'
import type { AppContext, AppEnv } from './context.ts'
import type { Contract } from './contract.ts'
import { limitAccount, limitAddress } from './limit-rate.ts'
import { readBody } from './read-body.ts'
import { sendReply, type AnyReply, type Reply } from './reply.ts'

type Valid<C, K extends keyof Contract> = C extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined
export type Input<C extends Contract> = {
  params: Valid<C, 'params'>
  query: Valid<C, 'query'>
  body: Valid<C, 'body'>
}
type Handler<C extends Contract> = (c: AppContext, input: Input<C>) => Reply<C> | Promise<Reply<C>>

export type ApiFunction = {
  name: FunctionName
  app: Hono<AppEnv>
  contracts: Contract[]
  add: <const C extends Contract>(contract: C, handle: NoInfer<Handler<C>>) => void
}

/** One file of `functions/`: an app that can be served alone. */
export function createFunction(name: FunctionName): ApiFunction {
  const app = new Hono<AppEnv>()
  const contracts: Contract[] = []
  return {
    name,
    app,
    contracts,
    add: (contract, handle) => {
      contracts.push(contract)
      app.on(contract.method.toUpperCase(), [toHonoPath(contract.path)], ...guards(contract), async (c) =>
        sendReply(c, (await handle(c, validated(c, contract))) as AnyReply),
      )
    },
  }
}

function guards(contract: Contract): MiddlewareHandler<AppEnv>[] {
  const list: MiddlewareHandler<AppEnv>[] = []
  if (contract.limitedBy === 'address') list.push(limitAddress(contract))
  if (contract.access === 'user') list.push(authenticate, limitAccount(contract))
  if (contract.params) list.push(validate('param', contract.params))
  if (contract.query) list.push(validate('query', contract.query))
  if (contract.body) list.push(requireJson, validate('json', contract.body))
  return list
}

const FIELD_OF_TARGET = { param: 'params', query: 'query', json: 'body' } as const

function validate(target: keyof ValidationTargets & keyof typeof FIELD_OF_TARGET, schema: z.ZodType) {
  return zValidator(target, schema, (result) => {
    if (result.success) return
    throw new AppError('bad_request', {
      details: result.error.issues.map((issue) => ({
        path: [FIELD_OF_TARGET[target], ...issue.path.map((key) => (typeof key === 'symbol' ? key.toString() : key))],
        message: issue.message,
      })),
    })
  }) as MiddlewareHandler<AppEnv>
}

/** Reads the body once, so that a wrong type and broken JSON get their own answers. */
const requireJson: MiddlewareHandler<AppEnv> = async function requireJson(c, next) {
  const type = c.req.header('Content-Type') ?? ''
  if (!/^application\/(?:[\w.-]+\+)?json[\t ]*(?:;|$)/i.test(type)) throw new AppError('unsupported_media_type')
  // Not as text(), which Node frees of two byte order marks and others of one.
  const text = new TextDecoder().decode(await readBody(c))
  try {
    JSON.parse(text)
  } catch (error) {
    throw new AppError('invalid_json', { cause: error })
  }
  await next()
}

function validated<C extends Contract>(c: AppContext, contract: C): Input<C> {
  const valid = (target: 'param' | 'query' | 'json', schema: z.ZodType | undefined): unknown =>
    // Hono types what validators left behind by the chain they were added in, which this list is not.
    schema && (c.req.valid as (target: string) => unknown)(target)
  return {
    params: valid('param', contract.params),
    query: valid('query', contract.query),
    body: valid('json', contract.body),
  } as Input<C>
}

function toHonoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'path' ? ':path{.+}' : `:${name}`))
}
