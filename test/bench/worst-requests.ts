// Requests within the limits that take the app the most work, and the versions that a data API answers them with. All are
// made when they are needed.
import { zipSync } from 'fflate'
import { createHash } from 'node:crypto'
import { MAX_FILE_BYTES, MAX_FILES } from '../../src/services/stored-limits.ts'

type Files = Record<string, string>

export type WorstRequest = {
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** `{project}` stands for the project that has these versions. */
  path: string
  headers?: Record<string, string>
  /** A text is JSON, or what a file is to hold; bytes are a ZIP archive. */
  body?: () => string | Uint8Array<ArrayBuffer>
  versions?: () => [first: Files, second: Files]
}

const FULL = MAX_FILE_BYTES - 100
const FULL_CHAT = 20 * MAX_FILE_BYTES
const EMPTY: Files = {}
/** The character that takes the most room in JSON. */
const UNWRITABLE = '\u0001'

function files(count: number, text: (index: number) => string, path = (index: number) => `f${index}.txt`): Files {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [path(index), text(index)]))
}

function lines(word: string, count: number): string {
  return Array.from({ length: count }, (_, line) => `${word}${line}\n`).join('')
}

/** Text of four letters without order: the slowest to compress. */
function scrambled(sizeChars: number): string {
  let state = 1
  return Array.from({ length: sizeChars }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return 'acgt'.charAt(Math.floor(state / 65_536) % 4)
  }).join('')
}

/** An archive as small as any tool makes it. */
function archive(files: Files): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)])))
}

/** As much as a model may be told, in the message or field that holds the text. */
function full(before: string, piece: string, after: string): string {
  const left = FULL_CHAT - before.length - after.length
  return before + piece.repeat(Math.floor(left / Buffer.byteLength(piece))) + after
}

const DIFF = { method: 'GET', path: '/api/projects/{project}/versions/1/diff/2' } as const
const EXPORT = { method: 'GET', path: '/api/projects/{project}/export?version=2' } as const
const IMPORT = { method: 'POST', path: '/api/projects/{project}/import' } as const
const CHAT = { method: 'POST', path: '/v1/chat/completions' } as const
const deepPath = (index: number) => `${`folder${index}/`.repeat(15)}file`

/** 20 MB of these have almost as many line ends as a request may have. */
const LINES = `\\n${'A'.repeat(19)}`
const UNWRITABLE_ESCAPE = '\\u0001'
const MESSAGE = '{"model":"m","messages":[{"role":"user","content":"'
const IMAGE = 'data:image/png;base64,'
const IMAGE_MESSAGE = `{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"${IMAGE}`
const IMAGE_INPUT = `{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"${IMAGE}`

export const worstRequests: WorstRequest[] = [
  {
    ...DIFF,
    name: 'diff of 60 files of 7 kB written twice',
    versions: () => [files(60, () => lines('o', 1100)), files(60, () => lines('n', 1100))],
  },
  {
    ...DIFF,
    name: 'diff of 1,000 files of 7 kB written twice',
    versions: () => [files(MAX_FILES, () => lines('o', 1100)), files(MAX_FILES, () => lines('n', 1100))],
  },
  {
    ...DIFF,
    name: 'diff of 10 files of 1 MB in short lines',
    versions: () => [files(10, () => '\n'.repeat(FULL)), files(10, () => 'a\n'.repeat(FULL / 2))],
  },
  {
    ...DIFF,
    name: 'diff of 10 files of 1 MB, every 200th line another',
    versions: () => [
      files(10, () => lines('x', 120_000)),
      files(10, () => lines('x', 120_000).replace(/^x(\d+)00$/gm, 'y$1')),
    ],
  },
  {
    ...DIFF,
    name: 'diff of 10 files of 1 MB that are new',
    versions: () => [EMPTY, files(10, () => lines('x', 120_000))],
  },
  {
    ...EXPORT,
    name: 'export of 1,000 files',
    versions: () => [EMPTY, files(MAX_FILES, () => scrambled(10_000))],
  },
  { ...EXPORT, name: 'export of 10 files of 1 MB', versions: () => [EMPTY, files(10, () => scrambled(FULL))] },
  {
    method: 'PUT',
    name: 'a file of 1 MB beside 999 deep ones',
    path: '/api/projects/{project}/files/other/file',
    body: () => UNWRITABLE.repeat(FULL),
    versions: () => [EMPTY, files(MAX_FILES - 1, () => '', deepPath)],
  },
  {
    method: 'POST',
    name: 'chat of 1 MB in small messages',
    path: '/v1/chat/completions',
    body: () => JSON.stringify({ model: 'm', messages: Array.from({ length: 50_000 }, () => ({ role: 'u' })) }),
  },
  {
    method: 'POST',
    name: 'chat of 1 MB nested in lists',
    path: '/v1/chat/completions',
    body: () => `{"model":"m","messages":[{"role":"u","content":[${'[],'.repeat(330_000)}[]]}]}`,
  },
  {
    method: 'POST',
    name: 'chat of 1 MB of wrong messages',
    path: '/v1/chat/completions',
    body: () => `{"model":"m","messages":[${'1,'.repeat(500_000)}1]}`,
  },
  {
    method: 'POST',
    name: 'chat of 1 MB of fields',
    path: '/v1/chat/completions',
    body: () =>
      `{"model":"m","messages":[{"role":"u"}]${Array.from({ length: 80_000 }, (_, index) => `,"k${index}":1`).join('')}}`,
  },
  { method: 'GET', name: 'the OpenAPI document', path: '/openapi.json' },
  { method: 'GET', name: 'the documentation', path: '/docs' },
  { ...CHAT, name: 'chat of 20 MB with a million line ends', body: () => full(MESSAGE, LINES, '"}]}') },
  { ...CHAT, name: 'chat of 20 MB of letters beyond Latin', body: () => full(MESSAGE, 'ж', '"}]}') },
  { ...CHAT, name: 'chat with an image of 20 MB', body: () => full(IMAGE_MESSAGE, 'A', '"}}]}]}') },
  {
    ...CHAT,
    name: 'chat with an image of 20 MB, to be made once',
    headers: { 'Idempotency-Key': 'once' },
    body: () => full(IMAGE_MESSAGE, 'A', '"}}]}]}'),
  },
  {
    ...CHAT,
    name: 'chat of 1 MB, to be looked for',
    headers: { 'X-Samokoder-Cache-Ttl': '60' },
    body: () => `${MESSAGE}${UNWRITABLE_ESCAPE.repeat(160_000)}"}]}`,
  },
  {
    method: 'POST',
    name: 'a response about an image of 20 MB',
    path: '/v1/responses',
    body: () => full(IMAGE_INPUT, 'A', '"}]}]}'),
  },
  {
    method: 'POST',
    name: 'a response about 20 MB with a million line ends',
    path: '/v1/responses',
    body: () => full('{"model":"m","input":"', LINES, '"}'),
  },
  {
    method: 'POST',
    name: 'embeddings of 20 MB with a million line ends',
    path: '/v1/embeddings',
    body: () => full('{"model":"m","input":"', LINES, '"}'),
  },
  {
    method: 'POST',
    name: 'embeddings of half a million numbers',
    path: '/v1/embeddings',
    body: () => `{"model":"m","input":[${'1,'.repeat(400_000)}1]}`,
  },
  {
    ...IMPORT,
    name: 'an archive of 10 files of 1 MB',
    body: () => archive(files(10, (index) => `${index}${UNWRITABLE.repeat(FULL)}`)),
    versions: () => [EMPTY, EMPTY],
  },
  {
    ...IMPORT,
    name: 'an archive of 1,000 deep files',
    body: () => archive(files(MAX_FILES, String, deepPath)),
    versions: () => [EMPTY, EMPTY],
  },
  {
    ...IMPORT,
    name: 'an archive of 20,000 files that are left out',
    body: () =>
      archive(
        files(
          20_000,
          () => '',
          (index) => `node_modules/${deepPath(index)}`,
        ),
      ),
    versions: () => [EMPTY, EMPTY],
  },
  {
    method: 'PATCH',
    name: 'changes of 1,000 deep files',
    path: '/api/projects/{project}/files',
    body: () =>
      JSON.stringify({
        changes: Array.from({ length: MAX_FILES }, (_, index) => ({
          action: 'write',
          path: deepPath(index),
          content: UNWRITABLE.repeat(100),
        })),
      }),
    versions: () => [EMPTY, files(MAX_FILES, () => '', deepPath)],
  },
  {
    method: 'GET',
    name: 'the list of 1,000 deep files',
    path: '/api/projects/{project}/files',
    versions: () => [EMPTY, files(MAX_FILES, () => '', deepPath)],
  },
  {
    method: 'POST',
    name: 'a project with unknown fields',
    path: '/api/projects',
    body: () => `{${Array.from({ length: 80_000 }, (_, index) => `"k${index}":1,`).join('')}"name":"n"}`,
  },
]

/** Its place in the list is the project's id. */
export function projectIdOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
