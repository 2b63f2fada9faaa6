import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Manifest } from '../../src/services/database-types.ts'
import {
  MAX_ATTACHED_TEXT_BYTES,
  MAX_ATTACHMENTS,
  MAX_DESCRIPTION_CHARS,
  MAX_IMAGE_BYTES,
  MAX_INSTRUCTIONS_CHARS,
  MAX_FILE_BYTES,
  MAX_FILES,
  MAX_NAME_CHARS,
  MAX_PATH_CHARS,
  MAX_PROJECT_BYTES,
  MAX_PROMPT_CHARS,
  TIER,
} from '../../src/services/stored-limits.ts'
import * as limits from '../../src/services/stored-limits.ts'
import { connectAsService, connectAsUser, type DatabaseClient } from '../../src/services/supabase.ts'
import { createProject, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app, config } = makeStack()
let client: Client
let mine: DatabaseClient

beforeAll(async () => {
  client = await signUp(app)
  mine = connectAsUser(config, client.token)
})

/** What the database has against it, if anything. */
async function faultOf(answer: PromiseLike<{ error: { message: string } | null }>): Promise<string | undefined> {
  const message = (await answer).error?.message
  return message?.includes('violates check constraint') === true ? BREAKS_CHECK : message
}
const BREAKS_CHECK = 'violates a check constraint'

async function commit(manifest: Manifest, content?: string) {
  const blob = content === undefined ? [] : [{ ...entryOf(content), encoding: 'utf8' as const, content }]
  const args = { p_project: await createProject(client), p_expected_head: 0, p_origin: 'write', p_summary: '' } as const
  return mine.rpc('commit_version', { ...args, p_manifest: manifest, p_blobs: blob })
}

function entryOf(content: string) {
  return { hash: createHash('sha256').update(content).digest('hex'), size_bytes: Buffer.byteLength(content) }
}

/** Files that nobody has stored, which the database looks for only when it finds no other fault. */
const manifestOf = (...files: [path: string, sizeBytes: number][]): Manifest =>
  Object.fromEntries(files.map(([path, size_bytes]) => [path, { hash: 'f'.repeat(64), size_bytes }]))
const NOT_STORED = 'blob_missing'

const textOf = (content: string) => ({ name: 'a', media_type: 'text/plain', content })
async function createWith(attachments: { name: string; media_type: string; content: string }[]) {
  const args = { p_project: await createProject(client), p_kind: 'chat', p_prompt: 'Look', p_model: 'none' }
  return mine.rpc('create_run', { ...args, p_options: { attachments } })
}

const HELD: Partial<Record<keyof typeof limits, () => Promise<void>>> = {
  MAX_NAME_CHARS: async () => {
    const insert = (length: number) => mine.from('projects').insert({ name: 'n'.repeat(length) })
    expect(await faultOf(insert(MAX_NAME_CHARS))).toBeUndefined()
    expect(await faultOf(insert(MAX_NAME_CHARS + 1))).toBe(BREAKS_CHECK)
    const rename = (length: number) =>
      connectAsService(config)
        .from('profiles')
        .update({ name: 'n'.repeat(length) } as never)
        .eq('id', client.userId)
    expect(await faultOf(rename(MAX_NAME_CHARS))).toBeUndefined()
    expect(await faultOf(rename(MAX_NAME_CHARS + 1))).toBe(BREAKS_CHECK)
  },
  MAX_DESCRIPTION_CHARS: async () => {
    const insert = (length: number) => mine.from('projects').insert({ name: 'x', description: 'd'.repeat(length) })
    expect(await faultOf(insert(MAX_DESCRIPTION_CHARS))).toBeUndefined()
    expect(await faultOf(insert(MAX_DESCRIPTION_CHARS + 1))).toBe(BREAKS_CHECK)
  },
  MAX_INSTRUCTIONS_CHARS: async () => {
    const insert = (length: number) => mine.from('projects').insert({ name: 'x', instructions: 'i'.repeat(length) })
    expect(await faultOf(insert(MAX_INSTRUCTIONS_CHARS))).toBeUndefined()
    expect(await faultOf(insert(MAX_INSTRUCTIONS_CHARS + 1))).toBe(BREAKS_CHECK)
    const p_project = await createProject(client)
    const change = (length: number) =>
      mine.rpc('update_project', { p_project, p_changes: { instructions: 'i'.repeat(length) } })
    expect(await faultOf(change(MAX_INSTRUCTIONS_CHARS))).toBeUndefined()
    expect(await faultOf(change(MAX_INSTRUCTIONS_CHARS + 1))).toBe(BREAKS_CHECK)
  },
  MAX_PROMPT_CHARS: async () => {
    const project = await createProject(client)
    const create = (length: number) =>
      mine.rpc('create_run', { p_project: project, p_kind: 'generate', p_prompt: 'p'.repeat(length), p_model: 'none' })
    expect(await faultOf(create(MAX_PROMPT_CHARS + 1))).toBe('bad_request')
    expect(await faultOf(create(MAX_PROMPT_CHARS))).toBeUndefined()
  },
  MAX_ATTACHMENTS: async () => {
    const attach = (count: number) => createWith(Array.from({ length: count }, () => textOf('a')))
    expect(await faultOf(attach(MAX_ATTACHMENTS))).toBeUndefined()
    expect(await faultOf(attach(MAX_ATTACHMENTS + 1))).toBe('bad_request')
  },
  MAX_ATTACHED_TEXT_BYTES: async () => {
    expect(await faultOf(createWith([textOf('a'.repeat(MAX_ATTACHED_TEXT_BYTES))]))).toBeUndefined()
    expect(await faultOf(createWith([textOf('a'.repeat(MAX_ATTACHED_TEXT_BYTES + 1))]))).toBe('bad_request')
  },
  MAX_IMAGE_BYTES: async () => {
    const imageOf = (bytes: number) => {
      const content = Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(bytes - 6)]).toString('base64')
      return { name: 'a', media_type: 'image/gif', content }
    }
    expect(await faultOf(createWith([imageOf(MAX_IMAGE_BYTES)]))).toBeUndefined()
    expect(await faultOf(createWith([imageOf(MAX_IMAGE_BYTES + 3)]))).toBe('bad_request')
  },
  TIER: async () => {
    const set = (tier: string) =>
      connectAsService(config).rpc('set_user', { p_id: client.userId, p_role: null, p_tier: tier })
    for (const tier of ['a', 'a1_-', 'a'.repeat(32), 'a'.repeat(33), '', '1a', 'A', 'a b', 'é']) {
      expect([tier, await faultOf(set(tier))]).toEqual([tier, TIER.test(tier) ? undefined : BREAKS_CHECK])
    }
  },
  MAX_FILES: async () => {
    const file = (n: number): [string, number] => [`${n}.txt`, 1]
    const files = (count: number) => manifestOf(...Array.from({ length: count }, (_, n) => file(n)))
    expect(await faultOf(commit(files(MAX_FILES)))).toBe(NOT_STORED)
    expect(await faultOf(commit(files(MAX_FILES + 1)))).toBe('payload_too_large')
  },
  MAX_PROJECT_BYTES: async () => {
    expect(await faultOf(commit(manifestOf(['a', MAX_PROJECT_BYTES - 1], ['b', 1])))).toBe(NOT_STORED)
    expect(await faultOf(commit(manifestOf(['a', MAX_PROJECT_BYTES], ['b', 1])))).toBe('payload_too_large')
  },
  MAX_FILE_BYTES: async () => {
    const store = (bytes: number) => {
      const content = 'x'.repeat(bytes)
      return commit({ a: entryOf(content) }, content)
    }
    expect(await faultOf(store(MAX_FILE_BYTES))).toBeUndefined()
    expect(await faultOf(store(MAX_FILE_BYTES + 1))).toBe('payload_too_large')
  },
  MAX_PATH_CHARS: async () => {
    const path = (length: number) => `${'p'.repeat(200)}/${'p'.repeat(200)}/`.padEnd(length, 'p')
    expect(await faultOf(commit(manifestOf([path(MAX_PATH_CHARS), 1])))).toBe(NOT_STORED)
    expect(await faultOf(commit(manifestOf([path(MAX_PATH_CHARS + 1), 1])))).toBe('bad_request')
  },
}

describe('the database, asked past the API', () => {
  it.each(Object.keys(limits) as (keyof typeof limits)[])('takes as much as the API and no more: %s', async (name) => {
    const holds = HELD[name]
    if (holds === undefined) throw new Error('add a test of it here')
    await holds()
  })
})
