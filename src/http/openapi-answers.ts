// The answers of a route, good and bad, as the API's document tells them.
import { ERROR_CODES, type ErrorCode } from '../errors.ts'
import { groupBy } from '../services/group-by.ts'
import { headersOf } from './answer-headers.ts'
import { errorsOf, type Contract, type ResponseContract } from './contract.ts'
import { explainError } from './error-advice.ts'
import { exampleOf } from './openapi-examples.ts'
import { describeSchema, type Json } from './openapi-schemas.ts'
import { errorBody } from './schemas.ts'

type Media = { schema: Json; example?: unknown; examples?: Record<string, Json> }
export type Content = Record<string, Media>
type Answer = { description: string; headers: Json; content?: Content }
export type Answers = Record<string, Answer>
type Schemas = Record<string, Json>

export function describeAnswers(contract: Contract, schemas: Schemas): Answers {
  const answers: Answers = {}
  for (const [status, response] of Object.entries(contract.responses)) {
    const content = contentOf(response, schemas)
    const described = { description: response.description, headers: describeHeaders(contract, Number(status)) }
    answers[status] = content === undefined ? described : { ...described, content }
  }
  for (const [status, codes] of groupBy(errorsOf(contract), (code) => String(ERROR_CODES[code][0]))) {
    answers[status] = describeErrors(contract, Number(status), codes, answers[status], schemas)
  }
  return answers
}

/** A status that has a body of its own for some may have that of an error for others. */
function describeErrors(
  contract: Contract,
  status: number,
  codes: ErrorCode[],
  own: Answer | undefined,
  schemas: Schemas,
): Answer {
  const lines = codes.map((code) => `\`${code}\`: ${explainError(code)}`)
  const json = own?.content?.['application/json']
  const error = describeSchema(errorBody, 'output')
  const examples = Object.fromEntries(codes.map((code) => [code, exampleOfError(contract, code, schemas)]))
  const ownExample = json === undefined ? {} : { [contract.operationId]: { value: json.example } }
  return {
    description: [...(own === undefined ? [] : [own.description]), ...lines].join('\n\n'),
    headers: describeHeaders(contract, status),
    content: {
      ...own?.content,
      'application/json': {
        schema: json === undefined ? error : { anyOf: [json.schema, error] },
        examples: { ...ownExample, ...examples },
      },
    },
  }
}

function exampleOfError({ path }: Contract, code: ErrorCode, schemas: Schemas): Json {
  const { error } = exampleOf(describeSchema(errorBody, 'output'), { schemas }) as { error: Json }
  const { type, param, details, ...rest } = error
  const more = path.startsWith('/v1/') ? { type, param } : {}
  const value = { error: { ...rest, code, message: ERROR_CODES[code][1], ...more } }
  return { value: code === 'bad_request' ? { error: { ...value.error, details } } : value }
}

function describeHeaders(contract: Contract, status: number): Json {
  const names = headersOf(contract, status)
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

function contentOf({ schema, mediaType, event }: ResponseContract, schemas: Schemas): Content | undefined {
  if (schema === undefined && mediaType === undefined) return undefined
  const mediaTypes = [mediaType ?? []].flat()
  const content: Content = Object.fromEntries(mediaTypes.map((type) => [type, describeMedia(type, event, schemas)]))
  if (schema !== undefined) content['application/json'] = withExample(describeSchema(schema, 'output'), schemas)
  return content
}

/** Of an event stream, what is described is each event's data, as generators of clients take it. */
function describeMedia(type: string, event: ResponseContract['event'], schemas: Schemas): Media {
  if (event !== undefined) return withExample(describeSchema(event, 'output'), schemas)
  return { schema: type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' } }
}

function withExample(schema: Json, schemas: Schemas): Media {
  return { schema, example: exampleOf(schema, { schemas }) }
}
