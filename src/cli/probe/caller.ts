// The API as the probe uses it: each call has an end, and says what was wrong with the answer.
const CALL_TIMEOUT_MS = 30_000

export type Caller = {
  json: <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<T>
  bytes: (path: string) => Promise<Uint8Array>
  /** The answer as it comes, within a longer time. */
  open: (path: string, headers: Record<string, string>, timeoutMs: number) => Promise<Response>
  /** The status of an answer, whatever it is. */
  status: (method: string, path: string) => Promise<number>
}

export function createCaller(base: string, token: string | undefined): Caller {
  async function send(
    method: string,
    path: string,
    { body, headers = {}, timeoutMs = CALL_TIMEOUT_MS }: Sent = {},
  ): Promise<Response> {
    const asked = fetch(base + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return asked.catch((error: unknown) => {
      throw new Error(`${method} ${path} was not answered: ${reasonOf(error)}`)
    })
  }

  async function ask(method: string, path: string, sent?: Sent): Promise<Response> {
    const response = await send(method, path, sent)
    if (response.ok) return response
    throw new Error(`${method} ${path} answered ${response.status}${codeOf(await response.text())}`)
  }

  return {
    json: async <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
      (await (await ask(method, path, { body, headers })).json()) as T,
    bytes: async (path) => new Uint8Array(await (await ask('GET', path)).arrayBuffer()),
    open: (path, headers, timeoutMs) => ask('GET', path, { headers, timeoutMs }),
    status: async (method, path) => {
      const response = await send(method, path)
      await response.body?.cancel()
      return response.status
    },
  }
}

type Sent = { body?: unknown; headers?: Record<string, string> | undefined; timeoutMs?: number }

/** fetch itself only says that it failed. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error
  const { code, message = name } = Object(cause) as { code?: unknown; message?: unknown }
  return String(code ?? message)
}

/** The code of an error as the API tells it; something in front of it may answer with anything. */
function codeOf(text: string): string {
  const [, code] = /"code":"(\w{1,40})"/.exec(text) ?? []
  return code === undefined ? '' : ` ${code}`
}
