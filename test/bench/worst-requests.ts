// Requests within the limits that take the app the most work, and the versions that a data API answers them with. All are
// made when they are needed.
import { createHash } from 'node:crypto'
import { MAX_FILE_BYTES, MAX_FILES } from '../../src/services/stored-limits.ts'

type Files = Record<string, string>

export type WorstRequest = {
  name: string
  method: 'GET' | 'POST' | 'PUT'
  /** `{project}` stands for the project that has these versions. */
  path: string
  body?: () => string
  versions?: () => [first: Files, second: Files]
}

const FULL = MAX_FILE_BYTES - 100
const EMPTY: Files = {}

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

const DIFF = { method: 'GET', path: '/api/projects/{project}/versions/1/diff/2' } as const
const EXPORT = { method: 'GET', path: '/api/projects/{project}/export?version=2' } as const
const deepPath = (index: number) => `${`folder${index}/`.repeat(15)}file`

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
    body: () => '\u0001'.repeat(FULL),
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
  {
    method: 'POST',
    name: 'a project with unknown fields',
    path: '/api/projects',
    body: () => `{${Array.from({ length: 80_000 }, (_, index) => `"k${index}":1,`).join('')}"name":"n"}`,
  },
  { method: 'GET', name: 'the OpenAPI document', path: '/openapi.json' },
  { method: 'GET', name: 'the documentation', path: '/docs' },
]

/** Its place in the list is the project's id. */
export function projectIdOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
