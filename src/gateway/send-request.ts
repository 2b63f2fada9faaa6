import type { Config } from '../config.ts'
import { postBy, postOf, type PostAnswer } from '../services/network.ts'
import { isLargeJson, writeJson } from '../services/write-json.ts'
import { createWork } from '../work.ts'
import { refusalOfStatus, ProviderError } from './provider-error.ts'
import { headersFor } from './providers/attached.ts'
import { readText } from './read-pieces.ts'
import type { Target } from './resolve-model.ts'

export type Request = {
  config: Config
  target: Target
  /** Below the base URL: `/chat/completions`. */
  path: string
  params: Record<string, unknown>
  /** W3C trace context to hand on. */
  traceparent: string
  /** Called with the status of the answer, or `none`. */
  onAttempt: (status: string) => void
}

/** Makes one HTTP request, and gives the answer of a provider that takes it. @throws {ProviderError} of its refusal, or what fetch throws */
export async function sendRequest(request: Request, signal: AbortSignal): Promise<PostAnswer> {
  const { config, target, path, params, onAttempt } = request
  const headers = await headersOf(request, signal)
  const body = isLargeJson(params) ? await writeJson(params, createWork()) : JSON.stringify(params)
  let status = 'none'
  try {
    const { own, baseUrl } = target.attached
    const post = own === undefined ? postOf(config) : postBy(own.send)
    const response = await post(`${baseUrl}${path}`, { headers, body, signal })
    status = String(response.status)
    if (response.ok) return response
    throw await readRefusal(response, signal)
  } finally {
    onAttempt(status)
  }
}

async function headersOf({ config, target, traceparent }: Request, signal: AbortSignal) {
  return {
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'User-Agent': 'samokoder',
    traceparent,
    ...(await headersFor(config, target.attached, signal)),
  }
}

async function readRefusal(response: PostAnswer, signal: AbortSignal): Promise<ProviderError> {
  const retryAfterMs = parseRetryAfter(response.headers)
  const told = await readText(response.body, signal).then(parseError, () => undefined)
  return refusalOfStatus(response.status, told, retryAfterMs)
}

/** Some put the error in a list, or do not wrap it. */
function parseError(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text)
    const body = Object(Array.isArray(parsed) ? parsed[0] : parsed) as { error?: unknown }
    return typeof body.error === 'object'
      ? body.error
      : { ...body, message: body.error ?? (body as { message?: unknown }).message }
  } catch {
    return undefined
  }
}

/** Longer than this nobody means it. */
const LONGEST_MS = 24 * 60 * 60 * 1000

function parseRetryAfter(headers: PostAnswer['headers']): number | undefined {
  const ms = Number(headers.get('retry-after-ms') ?? Number.NaN)
  const text = headers.get('retry-after')
  const told = Number.isFinite(ms) ? ms : text === null ? Number.NaN : toMs(text)
  return told >= 0 && told <= LONGEST_MS ? told : undefined
}

function toMs(text: string): number {
  return /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) * 1000 : Math.max(0, Date.parse(text) - Date.now())
}
