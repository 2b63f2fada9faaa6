import type { Client as FetchClient } from 'openapi-fetch'
import { ApiError } from './api-error.ts'
import type { components, paths } from './api-types.ts'

export type Api = FetchClient<paths>
export type Schemas = components['schemas']

/** What the fetch library gives for an answer. */
export type Fetched<T> = { data?: T | undefined; error?: unknown; response: Response }

/** @throws {ApiError} */
export function unwrap<T>({ data, error, response }: Fetched<T>): T {
  if (data === undefined) throw new ApiError(response, error)
  return data
}
