// Vercel's edge-runtime behind a local HTTP front. Vercel bundles an Edge Function's entry with what it imports, and the
// runtime takes a script: so the built entry and the built app are packed into one file first, as Vercel does.
import { build } from 'esbuild'
import { EdgeRuntime } from 'edge-runtime'
import { join } from 'node:path'
import { serveFront } from './serve-front.ts'

const [dist = 'dist'] = process.argv.slice(2)
const packed = await build({
  stdin: {
    contents: `import handle from './vercel.js'
      addEventListener('fetch', (event) => event.respondWith(handle(event.request, { waitUntil: (work) => event.waitUntil(work) })))`,
    resolveDir: join(process.cwd(), dist),
  },
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2023',
  logLevel: 'error',
})
const runtime = new EdgeRuntime({
  initialCode: packed.outputFiles[0]?.text ?? '',
  extend: (context) => Object.assign(context, { process: { env: { ...process.env } } }),
})

await serveFront(async (request, peer) => {
  const headers = [...request.headers].filter(([name]) => name !== 'x-real-ip')
  const answer = await runtime.dispatchFetch(request.url, {
    method: request.method,
    // What the platform's own proxy notes.
    headers: [...headers, ['X-Real-IP', peer]],
    ...(request.body === null ? {} : { body: request.body, duplex: 'half' }),
  })
  return new Response(answer.body === null ? null : pass(answer.body), {
    status: answer.status,
    headers: [...answer.headers],
  })
})

/** A stream of this realm over one of the runtime's: it is read when it is asked for, and left when the client leaves. */
function pass(inner: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = inner.getReader()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(new Uint8Array(value))
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
