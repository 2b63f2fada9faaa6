import { functions } from '../../functions/index.ts'
import { describeApi } from '../../src/http/openapi.ts'

/** The document of a deployment that serves everything, as it goes over the wire. */
export const documentText = JSON.stringify(await describeApi(functions))
