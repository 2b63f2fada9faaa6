// A process that does nothing but keep event streams open and write to them once a second: what Node and Hono take for
// each. Listens on PORT.
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'

const EVERY_MS = 1000
const encoder = new TextEncoder()
const chunk = encoder.encode(`data: ${'x'.repeat(300)}\n\n`)

const app = new Hono()
app.get('/health', (c) => c.text('ok'))
app.get('/events', (c) => {
  let timer: NodeJS.Timeout | undefined
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(chunk),
    async pull(controller) {
      await new Promise((resolve) => {
        timer = setTimeout(resolve, EVERY_MS)
      })
      controller.enqueue(chunk)
    },
    cancel: () => clearTimeout(timer),
  })
  return c.body(body, 200, { 'Content-Type': 'text/event-stream' })
})
createAdaptorServer({ fetch: app.fetch }).listen(Number(process.env['PORT']), '127.0.0.1')
