// Vercel Edge Functions: variables in process.env, waitUntil in the context of each request.
import { openApp, type Served } from './bindings.ts'

type RequestContext = { waitUntil: (work: Promise<unknown>) => void }

export const config = { runtime: 'edge' }

/** A part of the streams standard that this runtime may lack, and that what packs archives needs. */
class ByteLengths {
  readonly highWaterMark: number
  constructor({ highWaterMark }: { highWaterMark: number }) {
    this.highWaterMark = highWaterMark
  }
  size({ byteLength }: ArrayBufferView): number {
    return byteLength
  }
}
const scope = globalThis as { ByteLengthQueuingStrategy?: unknown }
scope.ByteLengthQueuingStrategy ??= ByteLengths

/** An Edge Function that has not begun to answer after 25 seconds is ended. */
const LONGEST_WAIT_MS = 20_000

let served: Served | undefined

export default function handle(request: Request, context: RequestContext): Response | Promise<Response> {
  // Opened with the first request, so that a bad environment is an error of a request and lands in its log.
  served ??= openApp('vercel', process.env, { longestWaitMs: LONGEST_WAIT_MS, servesStudio: true })
  // Vercel sets X-Real-IP itself and drops what the client sent under that name.
  const peer = request.headers.get('X-Real-IP') ?? undefined
  return served.fetch(request, peer, (work) => context.waitUntil(work))
}
