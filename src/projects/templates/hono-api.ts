import type { Template } from '../templates.ts'

export const honoApi: Template = {
  id: 'hono-api',
  name: 'Node API',
  description: 'An HTTP API in TypeScript on Node, with Hono and tests.',
  files: {
    '.gitignore': `node_modules
.env
`,
    'AGENTS.md': `- TypeScript that Node runs without a build: relative imports name \`.ts\` files, and no syntax that Node cannot strip (no enums).
- Routes are grouped by resource in \`src/\`, each group a Hono app that \`src/app.ts\` mounts. Tests use \`node:test\` and \`app.request\`.
`,
    'README.md': `# Node API

An HTTP API with Hono. Needs Node 22.18 or later, which runs TypeScript as it is.

    npm install
    npm start

It listens on port 3000, or on \`PORT\`: \`GET /health\`, \`GET /notes\`, \`POST /notes\`, \`DELETE /notes/{id}\`. \`npm test\` runs the tests.
`,
    'package.json': `{
  "name": "node-api",
  "private": true,
  "version": "0.0.0",
  "type": "module",
  "engines": { "node": ">=22.18" },
  "scripts": {
    "start": "node src/server.ts",
    "dev": "node --watch src/server.ts",
    "test": "node --test"
  },
  "dependencies": {
    "@hono/node-server": "2.1.9",
    "hono": "4.13.19"
  },
  "devDependencies": {
    "@types/node": "26.6.6",
    "typescript": "7.0.2"
  }
}
`,
    'src/app.ts': `import { Hono } from 'hono'
import { notes } from './notes.ts'

export const app = new Hono()

app.get('/health', (c) => c.json({ status: 'ok' }))
app.route('/notes', notes)
app.notFound((c) => c.json({ error: 'There is no such resource.' }, 404))
app.onError((error, c) => {
  console.error(error)
  return c.json({ error: 'Something went wrong.' }, 500)
})
`,
    'src/notes.ts': `import { Hono } from 'hono'

type Note = { id: number; text: string }

// In memory: put a database in its place.
const stored = new Map<number, Note>()
let lastId = 0

export const notes = new Hono()

notes.get('/', (c) => c.json([...stored.values()]))

notes.post('/', async (c) => {
  const body: unknown = await c.req.json().catch(() => undefined)
  const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : undefined
  if (typeof text !== 'string' || text.trim() === '') return c.json({ error: 'Send {"text": "..."}.' }, 400)
  lastId += 1
  const note = { id: lastId, text: text.trim() }
  stored.set(note.id, note)
  return c.json(note, 201)
})

notes.delete('/:id', (c) => {
  const isGone = stored.delete(Number(c.req.param('id')))
  return isGone ? c.body(null, 204) : c.json({ error: 'There is no such note.' }, 404)
})
`,
    'src/server.ts': `import { serve } from '@hono/node-server'
import { env } from 'node:process'
import { app } from './app.ts'

const port = Number(env.PORT ?? 3000)
serve({ fetch: app.fetch, port }, () => console.log('Listening on port ' + port))
`,
    'test/app.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { app } from '../src/app.ts'

const post = (body: string) =>
  app.request('/notes', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })

test('a note is stored, listed and deleted', async () => {
  const created = await post('{"text": "Buy milk"}')
  assert.equal(created.status, 201)
  const note = (await created.json()) as { id: number; text: string }
  assert.deepEqual(await (await app.request('/notes')).json(), [note])
  assert.equal((await app.request('/notes/' + note.id, { method: 'DELETE' })).status, 204)
})

test('a note without text is refused', async () => {
  assert.equal((await post('{}')).status, 400)
})
`,
    'tsconfig.json': `{
  "compilerOptions": {
    "target": "ES2023",
    "lib": ["ES2023"],
    "types": ["node"],
    "module": "NodeNext",
    "moduleResolution": "NodeNext",
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true,
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true
  },
  "include": ["src", "test"]
}
`,
  },
}
