import { readProblem, toProblem } from './problem.ts'

export type Sent = {
  /** Sent as JSON. */
  json?: unknown
  body?: BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal
  /** As whom it is sent. */
  token?: string
}

/** What answers, with whatever status. @throws {ApiProblem} offline; once the signal aborts, what fetch throws */
export function reach(
  method: string,
  path: string,
  { json, body, headers, signal, token }: Sent = {},
): Promise<Response> {
  const sent = fetch(path, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    signal: signal ?? null,
  })
  return sent.catch((error: unknown) => {
    throw signal?.aborted === true ? error : toProblem(error)
  })
}

/** An answer that is a success. @throws {ApiProblem} */
export async function request(method: string, path: string, sent: Sent): Promise<Response> {
  const response = await reach(method, path, sent)
  if (!response.ok) throw await readProblem(response)
  return response
}
