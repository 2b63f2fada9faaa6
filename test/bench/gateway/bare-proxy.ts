// The least that a gateway on Hono can be: it sends a request on, and its answer back. Listens on PORT.
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
app.get('/health', (c) => c.text('ok'))
app.post('/v1/chat/completions', async (c) => {
  const headers = { 'Content-Type': 'application/json', Authorization: c.req.header('Authorization') ?? '' }
  const target = `${process.env['UPSTREAM']}/chat/completions`
  const { status, body, headers: given } = await fetch(target, { method: 'POST', headers, body: await c.req.text() })
  return new Response(body, { status, headers: { 'Content-Type': given.get('Content-Type') ?? '' } })
})
createAdaptorServer({ fetch: app.fetch }).listen(Number(process.env['PORT']), '127.0.0.1')
