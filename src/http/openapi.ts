import * as z from 'zod'
import { SCOPES } from '../accounts/scopes.ts'
import { ERROR_CODES } from '../errors.ts'
import { VERSION } from '../telemetry/release.ts'
import { CACHE_HEADER, CACHE_TTL_HEADER } from './cache-answers.ts'
import { errorsOf, type ApiDescription, type Contract, type ResponseContract } from './contract.ts'
import { MOST_JSON_LEVELS, MOST_JSON_PARTS } from './parse-json.ts'
import { RATE_HEADERS } from './rate-headers.ts'
import { errorBody, namedSchemas } from './schemas.ts'

type Json = Record<string, unknown>
type Content = Record<string, { schema: Json }>
type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: Json }

export type Operation = {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Json[]
  parameters: Parameter[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, { description: string; headers?: Json; content?: Content }>
}

export type OpenApiDocument = {
  openapi: string
  info: { title: string; version: string; description: string; license: Json }
  servers: Json[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Json; securitySchemes: Json }
}

/** The OpenAPI 3.1 document of these functions, from the very schemas that validate. */
export function describeApi(functions: readonly ApiDescription[]): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const { name, contracts } of functions) {
    for (const contract of contracts) {
      paths[contract.path] = { ...paths[contract.path], [contract.method]: describeOperation(name, contract) }
    }
  }
  const named = z.toJSONSchema(namedSchemas, { uri: (id) => `#/components/schemas/${id}` })
  return {
    openapi: '3.1.0',
    info: {
      title: 'Samokoder',
      version: VERSION,
      description:
        'Turns a prompt into a working multi-file project, keeps every version and exports it. A JSON body has at most ' +
        `${MOST_JSON_LEVELS} levels, and ${MOST_JSON_PARTS} lists, objects, names and strings in all.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: functions.map(({ name }) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(named.schemas).map(([id, schema]) => [id, withoutId(schema)])),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        key: { type: 'http', scheme: 'bearer', bearerFormat: 'sk-samo-…', description: describeScopes() },
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
  return `A key for programs, made at /api/keys. What a route names is the scope that it needs: ${scopes.join('; ')}.`
}

function describeOperation(tag: string, contract: Contract): Operation {
  const { method, path, summary, description, access, scope } = contract
  return {
    operationId: `${method}_${path.replace(/[^a-z]+/gi, '_').replace(/^_|_$/g, '')}`,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: access === 'user' ? [{ bearer: [] }, ...(scope === undefined ? [] : [{ key: [scope] }])] : [],
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
    ...describeBody(contract),
    responses: describeResponses(contract),
  }
}

function fieldsOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Parameter[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = inline(schema, 'input') as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as Json & { description?: string }
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: Object.keys(rest).length === 0 ? { type: 'integer' } : rest,
    }
  })
}

function describeBody({ body, rawBody }: Contract): Pick<Operation, 'requestBody'> {
  if (body === undefined && rawBody === undefined) return {}
  const json = body === undefined ? {} : { 'application/json': { schema: inline(body, 'input') } }
  const raw = (rawBody ?? []).map((type) => [type, { schema: { type: 'string', format: 'binary' } }])
  return { requestBody: { required: true, content: { ...json, ...Object.fromEntries(raw) } } }
}

function describeResponses(contract: Contract): Operation['responses'] {
  const responses: Operation['responses'] = {}
  for (const [status, response] of Object.entries(contract.responses)) {
    responses[status] = { description: response.description, ...headersOf(contract), ...contentOf(response) }
  }
  for (const code of errorsOf(contract)) {
    const [status, message] = ERROR_CODES[code]
    const before = responses[status]?.description
    const line = `\`${code}\`: ${message}`
    const own = contract.responses[status]?.schema
    const schema = own === undefined ? reference(errorBody) : { anyOf: [reference(own), reference(errorBody)] }
    responses[status] = {
      description: before === undefined ? line : `${before}\n\n${line}`,
      ...headersOf(contract),
      content: { 'application/json': { schema } },
    }
  }
  return responses
}

/** What every answer below /v1 to a caller who is known tells besides. */
function headersOf({ path, access }: Contract): { headers?: Json } {
  if (!path.startsWith('/v1/') || access !== 'user') return {}
  const described = Object.entries(RATE_HEADERS).map(([name, text]) => {
    return [name, { description: text, schema: { type: 'string' } }] as const
  })
  return { headers: Object.fromEntries(described) }
}

function contentOf({ schema, mediaType, event }: ResponseContract): { content?: Content } {
  if (schema === undefined && mediaType === undefined) return {}
  const raw = { schema: event === undefined ? { type: 'string' } : reference(event) }
  const mediaTypes = typeof mediaType === 'string' ? [mediaType] : (mediaType ?? [])
  return {
    content: {
      ...(schema === undefined ? {} : { 'application/json': { schema: reference(schema) } }),
      ...Object.fromEntries(mediaTypes.map((type) => [type, raw])),
    },
  }
}

function reference(schema: z.ZodType): Json {
  const id = namedSchemas.get(schema)?.id
  return id === undefined ? inline(schema, 'output') : { $ref: `#/components/schemas/${id}` }
}

function inline(schema: z.ZodType, io: 'input' | 'output'): Json {
  return withoutId(z.toJSONSchema(schema, { io, unrepresentable: 'any' }))
}

function withoutId(schema: object): Json {
  const { $schema: _, $id: __, ...rest } = schema as Json
  return rest
}
