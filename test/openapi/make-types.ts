// The types of src/client, as openapi-typescript makes them of the API's document.
import openapiTs, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { functions } from '../../functions/index.ts'
import { describeApi } from '../../src/http/openapi.ts'

export const TYPES_FILE = 'src/client/api-types.ts'
const HEAD = '// Made of the OpenAPI document by `npm run client:types`.\n'

export async function makeTypes(): Promise<string> {
  const document = await describeApi(functions)
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods)) operation.responses = withOneError(operation.responses)
  }
  // Examples would be half of the file.
  const text = JSON.stringify(document, (key, value: unknown) => (/^examples?$/.test(key) ? undefined : value))
  return HEAD + astToString(await openapiTs(JSON.parse(text) as OpenAPI3))
}

type Answers = Awaited<ReturnType<typeof describeApi>>['paths'][string][string]['responses']

/** Without headers, which come untyped, and with all errors as the one that they are. */
function withOneError(answers: Answers): Answers {
  const good = Object.entries(answers).filter(([status]) => Number(status) < 400)
  const schema = { $ref: '#/components/schemas/ApiError' }
  return {
    ...Object.fromEntries(good.map(([status, answer]) => [status, { ...answer, headers: {} }])),
    default: { description: 'What went wrong.', headers: {}, content: { 'application/json': { schema } } },
  }
}
