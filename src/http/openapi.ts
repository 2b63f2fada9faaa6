import * as z from 'zod'
import { SCOPES } from '../accounts/scopes.ts'
import { VERSION } from '../telemetry/release.ts'
import { createWork } from '../work.ts'
import { ANSWER_HEADERS, CACHE_HEADER, type AnswerHeader } from './answer-headers.ts'
import { CACHE_TTL_HEADER } from './cache-answers.ts'
import type { ApiDescription, Contract } from './contract.ts'
import { describeAnswers, type Answers, type Content } from './openapi-answers.ts'
import { exampleOf } from './openapi-examples.ts'
import { describeSchema, describeSchemas, idOf, type Json } from './openapi-schemas.ts'
import { MOST_JSON_ESCAPES, MOST_JSON_ITEMS, MOST_JSON_LEVELS, MOST_JSON_PARTS } from './parse-json.ts'

type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: Json }

export type Operation = {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: Record<string, string[]>[]
  /** What a key must be allowed. */
  'x-required-scope'?: string
  parameters: Parameter[]
  requestBody?: { required: boolean; content: Content }
  responses: Answers
}

export type OpenApiDocument = {
  openapi: string
  info: { title: string; version: string; description: string; license: Json; contact: Json }
  servers: Json[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Json>; headers: Record<string, Json>; securitySchemes: Json }
}

/** Describing an operation takes about so many units. */
const OPERATION_UNITS = 1000

/** The OpenAPI 3.1 document of these functions, from the very schemas that validate; made in slices. */
export async function describeApi(functions: readonly ApiDescription[]): Promise<OpenApiDocument> {
  const work = createWork()
  const contracts = functions.flatMap(({ contracts }) => contracts)
  const bodies = contracts.flatMap(({ body }) => (body === undefined ? [] : [idOf(body) ?? '']))
  const schemas = await describeSchemas(new Set(bodies), work)
  const paths: OpenApiDocument['paths'] = {}
  for (const { name, contracts } of functions) {
    for (const contract of contracts) {
      if (work.spend(OPERATION_UNITS) || work.isOver()) await work.pause()
      const operation = describeOperation(name, contract, schemas)
      paths[contract.path] = { ...paths[contract.path], [contract.method]: operation }
    }
  }
  await work.pause()
  return {
    openapi: '3.1.0',
    info: {
      title: 'Samokoder',
      version: VERSION,
      description:
        'Turns a prompt into a working multi-file project, keeps every version and exports it. A JSON body has at most ' +
        `${MOST_JSON_LEVELS} levels, ${MOST_JSON_PARTS} lists, objects, names and strings in all, ${MOST_JSON_ITEMS} values ` +
        `and ${MOST_JSON_ESCAPES} escaped characters. Answers and events ` +
        'may have more fields in a newer release, and there may be more types of events.',
      license: { name: 'MIT', identifier: 'MIT' },
      contact: { name: 'The operator of this deployment' },
    },
    servers: [{ url: '/', description: 'This deployment.' }],
    tags: functions.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      schemas: withEventExamples(keepUsed(schemas, paths)),
      headers: describeHeaders(paths),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of a session.' },
        key: { type: 'http', scheme: 'bearer', bearerFormat: 'sk-samo-…', description: describeScopes() },
        ticket: {
          type: 'apiKey',
          in: 'query',
          name: 'ticket',
          description: 'What `createTicket` has put in the address.',
        },
      },
    },
  }
}

const IDEMPOTENCY = {
  'Idempotency-Key':
    'Makes the request once, however often it is sent within a day: what was answered first is answered again, with ' +
    '`Idempotent-Replayed: true`.',
}

const CACHE = {
  [CACHE_TTL_HEADER]:
    'Keeps a successful answer for so many seconds, a week at most, for the same request of the same caller: the header ' +
    `\`${CACHE_HEADER}\` tells \`hit\` or \`miss\`. A hit costs nothing.`,
}

function describeScopes(): string {
  const scopes = Object.entries(SCOPES).map(([scope, what]) => `\`${scope}\` to ${what}`)
  return `A key for programs, made at /api/keys. \`x-required-scope\` of a route is the scope that it needs: ${scopes.join('; ')}.`
}

function describeOperation(tag: string, contract: Contract, schemas: Record<string, Json>): Operation {
  const { operationId, summary, description = `${summary}.`, scope } = contract
  return {
    operationId,
    tags: [tag],
    summary,
    description: scope === undefined ? description : `${description} A key needs the scope \`${scope}\`.`,
    security: securityOf(contract),
    ...(scope === undefined ? {} : { 'x-required-scope': scope }),
    parameters: [
      ...fieldsOf(contract.params, 'path'),
      ...fieldsOf(contract.query, 'query'),
      ...Object.entries({
        ...(contract.idempotent === true ? IDEMPOTENCY : {}),
        ...(contract.cached === true ? CACHE : {}),
        ...contract.headers,
      })
        // OpenAPI forbids to describe these as parameters.
        .filter(([name]) => name !== 'Accept')
        .map(([name, text]) => ({ name, in: 'header', description: text, schema: { type: 'string' } })),
    ],
    ...describeBody(contract, schemas),
    responses: describeAnswers(contract, schemas),
  }
}

function securityOf({ access, scope, ticket }: Contract): Operation['security'] {
  if (access !== 'user') return []
  return [
    { bearer: [] },
    ...(scope === undefined ? [] : [{ key: [] }]),
    ...(ticket === undefined ? [] : [{ ticket: [] }]),
  ]
}

function fieldsOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Parameter[] {
  if (schema === undefined) return []
  type Fields = { properties?: Record<string, Json>; required?: string[] }
  const { properties = {}, required = [] } = describeSchema(schema, 'input') as Fields
  const outputs = (describeSchema(schema, 'output') as Fields).properties ?? {}
  return Object.entries(properties).map(([name, property]) => {
    // What text becomes tells more than that it may be any.
    const told = 'type' in property ? property : { ...outputs[name], ...property }
    const { description, ...rest } = told as Json & { description?: string }
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

function describeBody(
  { body, bodyExample, rawBody }: Contract,
  schemas: Record<string, Json>,
): Pick<Operation, 'requestBody'> {
  if (body === undefined && rawBody === undefined) return {}
  const raw = (rawBody ?? []).map((type) => [type, { schema: { type: 'string', format: 'binary' } }])
  const content: Content = {}
  if (body !== undefined) {
    const schema = describeSchema(body, 'input')
    const example = bodyExample ?? exampleOf(schema, { schemas, isBody: true })
    content['application/json'] = { schema, example }
  }
  return { requestBody: { required: true, content: { ...content, ...Object.fromEntries(raw) } } }
}

/** Whole numbers among the headers. */
const WHOLE_NUMBERS: ReadonlySet<string> = new Set<AnswerHeader>([
  'Retry-After',
  'X-Samokoder-Attempts',
  'X-Samokoder-Version',
])

function describeHeaders(paths: OpenApiDocument['paths']): Record<string, Json> {
  const text = JSON.stringify(paths)
  const used = Object.entries(ANSWER_HEADERS).filter(([name]) => text.includes(`"#/components/headers/${name}"`))
  return Object.fromEntries(
    used.map(([name, description]) => {
      return [name, { description, schema: { type: WHOLE_NUMBERS.has(name) ? 'integer' : 'string' } }]
    }),
  )
}

/** Of a deployment that serves some functions alone, the schemas of those. */
function keepUsed(schemas: Record<string, Json>, paths: OpenApiDocument['paths']): Record<string, Json> {
  const used = new Set<string>()
  const look = (value: unknown) => {
    for (const [, id = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([\w-]+)"/g)) {
      if (used.has(id)) continue
      used.add(id)
      look(schemas[id] ?? {})
    }
  }
  look(paths)
  return Object.fromEntries(Object.entries(schemas).filter(([id]) => used.has(id)))
}

/** Each type of an event has an example, as each body and each answer has: they stand in streams, of which a route shows one. */
function withEventExamples(schemas: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const isEvent = id.endsWith('Event') && schema['type'] === 'object' && schema['examples'] === undefined
      return [id, isEvent ? { ...schema, examples: [exampleOf(schema, { schemas })] } : schema]
    }),
  )
}
