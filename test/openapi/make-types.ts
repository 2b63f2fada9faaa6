// The types of src/client, as openapi-typescript makes them of the API's document.
import openapiTs, { astToString } from 'openapi-typescript'
import { documentText } from './document.ts'

export const TYPES_FILE = 'src/client/api-types.ts'
const HEAD = '// Made of the OpenAPI document by `npm run client:types`.\n'

export async function makeTypes(): Promise<string> {
  return HEAD + astToString(await openapiTs(documentText))
}
