import * as z from 'zod'
import { ERROR_CODES, type ErrorCode } from '../errors.ts'
import { explainError } from './error-advice.ts'

/** Schemas that stand under their own name in the OpenAPI document. */
export const namedSchemas = z.registry<{ id: string }>()

export function named<T extends z.ZodType>(id: string, schema: T): T {
  namedSchemas.add(schema, { id })
  return schema
}

export const idParam = z.strictObject({ id: z.uuid('must be a UUID') })

export const pageQuery = {
  limit: z.coerce
    .number({ error: 'must be a whole number from 1 to 100' })
    .int()
    .min(1)
    .max(100)
    .default(20)
    .meta({ description: 'How many items a page holds.' }),
  cursor: z.string().max(200).optional().meta({ description: '`next_cursor` of the page before.' }),
}

export function page<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    next_cursor: z.nullable(z.string()).meta({ description: 'Where the next page starts; null on the last one.' }),
  })
}

/** A list of which no item is looked at when there are too many of them. */
export function shortList<T extends z.ZodType>(item: T, maxItems: number) {
  return z.preprocess((value, context) => {
    if (!Array.isArray(value) || value.length <= maxItems) return value
    context.addIssue(`must have at most ${maxItems} items`)
    return z.NEVER
  }, z.array(item).min(1).max(maxItems))
}

const errorCodes = Object.keys(ERROR_CODES) as ErrorCode[]
const errorCode = named(
  'ErrorCode',
  z.enum(errorCodes).meta({
    description: 'What went wrong, and what to do. A newer release may have further codes: go by the status then.',
    'x-enumDescriptions': Object.fromEntries(errorCodes.map((code) => [code, explainError(code)])),
  }),
)

export const errorBody = named(
  'ApiError',
  z.strictObject({
    error: z.strictObject({
      code: errorCode,
      message: z.string(),
      type: z.string().optional().meta({ description: "On /v1 only: the error's kind, as OpenAI names it." }),
      param: z.nullable(z.string()).optional().meta({ description: 'On /v1 only: the field that is wrong.' }),
      request_id: z.string(),
      details: z
        .array(z.strictObject({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
        .optional(),
    }),
  }),
)
