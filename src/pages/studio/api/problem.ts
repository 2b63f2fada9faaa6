import type { ErrorCode } from '../../../errors.ts'

/** Why a call failed: a code of the API, or `offline` when nothing answered. */
export type ProblemCode = ErrorCode | 'offline'

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: ProblemCode
  /** What the API says of it, in English. */
  readonly details: readonly string[]

  constructor(code: ProblemCode, message: string, details: readonly string[] = []) {
    super(message)
    this.code = code
    this.details = details
  }
}

type ErrorBody = { error?: { code?: ErrorCode; message?: string; details?: { path: string[]; message: string }[] } }

export async function readProblem(response: Response): Promise<ApiProblem> {
  const { error = {} } = await (response.json() as Promise<ErrorBody>).catch((): ErrorBody => ({}))
  const details = (error.details ?? []).map(({ path, message }) => `${path.slice(1).join('.')} ${message}`.trim())
  // A proxy in front answers in a way of its own.
  return new ApiProblem(error.code ?? 'service_unavailable', error.message ?? response.statusText, details)
}

export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  return new ApiProblem('offline', error instanceof Error ? error.message : String(error))
}
