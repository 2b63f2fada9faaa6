// Examples for the API's document, made of its schemas, so that none can be missing or wrong.
import type { Json } from './openapi-schemas.ts'

const TIME = '2026-01-31T12:00:00.000Z'
const HASH = '7d793037a0760186574b0282f2f435e7e0a1b9d2b6f2c4b0f4d3f4a5b6c7d8e9'

/** What a field of this name holds, so that all examples speak of the same things. Null: nothing as a rule. */
const SAMPLES: Record<string, unknown> = {
  access_token: 'eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl',
  app_sha256: HASH,
  awaiting: null,
  base_url: 'https://api.openai.com/v1',
  branch: 'main',
  code: null,
  commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  config_sha256: HASH,
  content: '<!doctype html>\n<title>A todo list</title>\n',
  description: 'What is to be done, and what is done',
  email: 'ada@example.com',
  error: null,
  evidence: 'A process that was killed left nothing behind.',
  expires_in: 3600,
  failed_files: [],
  file_count: 3,
  fix: 'Keep state in backing services.',
  hash: HASH,
  id: 'gpt-5-mini',
  input: 'A todo list with filters',
  instructions: 'Use no framework.',
  key: 'sk-samo-example',
  kind: 'generate',
  last_four: 'mple',
  limit: 100,
  media_type: 'text/plain',
  message: 'Made a todo list with filters.',
  mode: 'build',
  model: 'gpt-5-mini',
  name: 'A todo list',
  next_cursor: null,
  old_path: 'page.html',
  openapi: '3.1.0',
  owned_by: 'openai',
  param: 'model',
  password: 'correct horse',
  patch: '--- a/index.html\n+++ b/index.html\n@@ -1 +1 @@\n-<title>x</title>\n+<title>A todo list</title>\n',
  path: 'index.html',
  pending_factors: [],
  previous_expires_at: null,
  prompt: 'A todo list with filters',
  provider: 'openai',
  purpose: 'The page',
  qr_svg: '<svg xmlns="http://www.w3.org/2000/svg"/>',
  question: 'Shall it be light or dark?',
  reason: 'hidden',
  refresh_token: 'v1.refresh-token',
  release: '4b825dc642cb-7d793037a076',
  request_id: '8e2f6c1a-4a55-4f0e-9a6c-6a3a0b1f2c3d',
  requests_per_minute: 60,
  retry_at: null,
  revoked_at: null,
  role: 'user',
  runtime: 'node',
  sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  size_bytes: 2048,
  status: 'succeeded',
  summary: 'A page with a list, and filters above it',
  text: 'Light, please.',
  tier: 'free',
  title: 'A todo list',
  token: 'a-token-of-github',
  to: 'pages/index.html',
  type: 'invalid_request_error',
  url: 'https://github.com/ada/todo-list',
  version: '0.1.0',
}

const FORMATS: Record<string, string> = {
  uuid: '3f2b8f1e-5d0c-4c5e-9d55-0c7a1b2c3d4e',
  'date-time': TIME,
  date: TIME.slice(0, 10),
  email: 'ada@example.com',
  uri: 'https://example.com/',
}

/** More levels than any schema here has: one that refers to itself ends there. */
const MOST_LEVELS = 12

type Wanted = {
  schemas: Record<string, Json>
  /** Of a body, what may be left out is left out. */
  isBody?: boolean
}

/** A value that fits the schema. */
export function exampleOf(schema: Json, wanted: Wanted): unknown {
  return make(schema, wanted, undefined, 0)
}

function make(schema: Json, wanted: Wanted, name: string | undefined, level: number): unknown {
  const [given] = (schema['examples'] ?? []) as unknown[]
  if (given !== undefined) return given
  if ('const' in schema) return schema['const']
  if (typeof schema['$ref'] === 'string') {
    const target = wanted.schemas[schema['$ref'].split('/').at(-1) ?? '']
    return target === undefined || level > MOST_LEVELS ? {} : make(target, wanted, name, level + 1)
  }
  const sample = name === undefined ? undefined : SAMPLES[name]
  if (sample !== undefined && mayBe(schema, sample)) return sample
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  const first = choices?.find(({ type }) => type !== 'null')
  if (first !== undefined) return make(first, wanted, name, level)
  return Array.isArray(schema['enum']) ? schema['enum'][0] : makeOfType(schema, wanted, level)
}

/** As far as the name of a field says what it holds. */
function mayBe(schema: Json, sample: unknown): boolean {
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (choices !== undefined) return choices.some((choice) => mayBe(choice, sample))
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(sample)
  if ('const' in schema || schema['format'] !== undefined) return schema['const'] === sample
  return typesOf(schema).some((type) => (type === 'integer' ? 'number' : type) === typeIn(sample))
}

function typesOf({ type }: Json): unknown[] {
  return [type ?? []].flat()
}

function typeIn(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function makeOfType(schema: Json, wanted: Wanted, level: number): unknown {
  switch (typesOf(schema)[0]) {
    case 'object':
      return makeObject(schema, wanted, level)
    case 'array': {
      const { items, minItems = 0 } = schema as { items?: Json; minItems?: number }
      if (items === undefined || level > MOST_LEVELS) return []
      return Array.from({ length: Math.max(1, minItems) }, () => make(items, wanted, undefined, level + 1))
    }
    case 'string':
      return FORMATS[String(schema['format'])] ?? 'text'.padEnd(Number(schema['minLength'] ?? 0), '.')
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return 'text'
  }
}

function makeObject(schema: Json, wanted: Wanted, level: number): Json {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] }
  const all = Object.keys(properties)
  // Who changes something names one thing at least.
  const few = required.length > 0 ? required : all.slice(0, 1)
  const names = wanted.isBody === true ? all.filter((name) => few.includes(name)) : all
  return Object.fromEntries(names.map((name) => [name, make(properties[name] ?? {}, wanted, name, level + 1)]))
}
