// A route is its contract (what OpenAPI shows and what validates) and its handler, in one place.
import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import type { MiddlewareHandler } from 'hono'
import type * as z from 'zod'
import type { FunctionName } from '../config.ts'
import { AppError, type ErrorDetail } from '../errors.ts'
import { createWork } from '../work.ts'
import { authenticate } from './authenticate.ts'
import { cacheAnswers } from './cache-answers.ts'
import type { AppContext, AppEnv } from './context.ts'
import type { Contract } from './contract.ts'
import { limitAccount, limitAddress } from './limit-rate.ts'
import { bodyTypeOf } from './media-type.ts'
import { parseJson } from './parse-json.ts'
import { readText } from './read-body.ts'
import { replay } from './replay.ts'
import { sendReply, type AnyReply, type Reply } from './reply.ts'

type Valid<C, K extends keyof Contract> = C extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined
export type Input<C extends Contract> = {
  params: Valid<C, 'params'>
  query: Valid<C, 'query'>
  /** Undefined for a body that is taken as it comes. */
  body: C extends { rawBody: readonly string[] } ? Valid<C, 'body'> | undefined : Valid<C, 'body'>
}
type Handler<C extends Contract> = (c: AppContext, input: Input<C>) => Reply<C> | Promise<Reply<C>>

export type ApiFunction = {
  name: FunctionName
  /** What its routes are about. */
  description: string
  app: Hono<AppEnv>
  contracts: Contract[]
  add: <const C extends Contract>(contract: C, handle: NoInfer<Handler<C>>) => void
}

/** One file of `functions/`: an app that can be served alone. */
export function createFunction(name: FunctionName, description: string): ApiFunction {
  const app = new Hono<AppEnv>()
  const contracts: Contract[] = []
  return {
    name,
    description,
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
  if (contract.access === 'user') list.push(authenticate(contract), limitAccount(contract))
  if (contract.params) list.push(validate('param', contract.params))
  if (contract.query) list.push(validate('query', contract.query))
  if (contract.body) list.push(unlessRaw(contract, validateJson(contract.body)))
  if (contract.idempotent === true) list.push(replay(contract))
  if (contract.cached === true) list.push(cacheAnswers(contract))
  return list
}

const FIELD_OF_TARGET = { param: 'params', query: 'query', json: 'body' } as const

/** What is wrong with a request may be as long as the request: its beginning says enough. */
const MOST_DETAILS = 50
const LONGEST_MESSAGE_CHARS = 500

/** Far more than any request has. */
const MOST_FIELDS = 200

/** A body of a megabyte takes as long to parse as to validate, with a turn for others between. */
const LARGE_BODY_CHARS = 100_000

function validate(target: 'param' | 'query', schema: z.ZodType) {
  return zValidator(target, schema, (result) => {
    if (!result.success) throw new AppError('bad_request', { details: describeIssues(target, result.error.issues) })
  }) as MiddlewareHandler<AppEnv>
}

/** What is taken as it comes is no JSON. */
function unlessRaw({ rawBody = [] }: Contract, check: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> {
  return (c, next) => (rawBody.includes(bodyTypeOf(c)) ? next() : check(c, next))
}

/** Reads and parses the body once; a wrong type and broken JSON get their own answers. */
function validateJson(schema: z.ZodType): MiddlewareHandler<AppEnv> {
  return async function validateJson(c, next) {
    const type = c.req.header('Content-Type') ?? ''
    if (!/^application\/(?:[\w.-]+\+)?json[\t ]*(?:;|$)/i.test(type)) throw new AppError('unsupported_media_type')
    const work = createWork()
    const text = await readText(c, work)
    const value = await parseJson(text, work)
    if (hasTooManyFields(value)) {
      throw new AppError('bad_request', {
        details: [{ path: ['body'], message: `has more than ${MOST_FIELDS} fields` }],
      })
    }
    if (text.length > LARGE_BODY_CHARS) await work.pause()
    // No schema here has anything to wait for, and where one might, each list and object is gone through the slow way.
    const result = schema.safeParse(value)
    if (!result.success) throw new AppError('bad_request', { details: describeIssues('json', result.error.issues) })
    c.req.addValidatedData('json', result.data as object)
    await next()
  }
}

/** To copy or to list tens of thousands of fields takes a tenth of a second each time. */
function hasTooManyFields(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > MOST_FIELDS
}

function describeIssues(target: keyof typeof FIELD_OF_TARGET, issues: z.core.$ZodIssue[]): ErrorDetail[] {
  return issues.slice(0, MOST_DETAILS).map(({ path, message }) => ({
    path: [FIELD_OF_TARGET[target], ...path.map((key) => (typeof key === 'symbol' ? key.toString() : key))],
    message: message.slice(0, LONGEST_MESSAGE_CHARS),
  }))
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
