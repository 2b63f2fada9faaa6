import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { connectAsUser, type DatabaseClient } from '../../src/services/supabase.ts'
import { createProject, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

// The data API is reachable with any user's token: what the API promises must hold against it, too.
const { app, config } = makeStack()
let client: Client
let mine: DatabaseClient
let project: string
let foreign: string

beforeAll(async () => {
  client = await signUp(app)
  mine = connectAsUser(config, client.token)
  project = await createProject(client)
  foreign = await createProject(await signUp(app))
})

const blobOf = (content: string) => ({
  hash: createHash('sha256').update(content).digest('hex'),
  size_bytes: Buffer.byteLength(content),
  encoding: 'utf8' as const,
  content,
})

function commit(
  manifest: Record<string, { hash: string; size_bytes: number }>,
  blobs: ReturnType<typeof blobOf>[],
  id = project,
) {
  return mine.rpc('commit_version', {
    p_project: id,
    p_expected_head: 0,
    p_manifest: manifest,
    p_blobs: blobs,
    p_origin: 'write',
    p_summary: '',
  })
}

describe('a user at the data API', () => {
  it('cannot commit to the project of another', async () => {
    expect((await commit({}, [], foreign)).error?.message).toBe('not_found')
  })

  it('cannot store content under a hash or a size that is not its own', async () => {
    const blob = blobOf('x')
    const entry = { hash: blob.hash, size_bytes: 1 }
    expect((await commit({ a: entry }, [{ ...blob, content: 'y' }])).error?.message).toBe('bad_request')
    expect((await commit({ a: entry }, [{ ...blob, size_bytes: 0 }])).error?.message).toBe('bad_request')
    expect((await commit({ a: { ...entry, size_bytes: 7 } }, [blob])).error?.message).toBe('blob_missing')
    expect((await commit({ a: { ...entry, hash: 'f'.repeat(64) } }, [])).error?.message).toBe('blob_missing')
  })

  it.each(['../up', '/root', 'a/../b', 'a//b', './a', 'a/.', 'a\\b', 'a\nb', ''])(
    'cannot commit the path %j',
    async (path) => {
      const blob = blobOf('x')
      const answer = await commit({ [path]: { hash: blob.hash, size_bytes: 1 } }, [blob])
      expect(answer.error?.message).toBe('bad_request')
    },
  )

  it('cannot write rows that only functions write, nor call what only drivers call', async () => {
    const row = { project_id: project, ...blobOf('z') }
    expect((await mine.from('blobs').insert(row as never)).error?.code).toBe('42501')
    expect((await mine.from('projects').insert({ name: 'x', head: 5 } as never)).error?.code).toBe('42501')
    await mine
      .from('projects')
      .update({ head: 9 } as never)
      .eq('id', project)
    expect((await client.call('GET', `/api/projects/${project}`)).json).toMatchObject({ head: 0 })
    const claim = await mine.rpc('claim_run', { p_run: project, p_lease_seconds: 1 })
    expect(claim.error?.code).toBe('42501')
  })

  it('cannot store what no file of the version is, nor a file that is too large', async () => {
    expect((await commit({}, [blobOf('x')])).error?.message).toBe('bad_request')
    const large = blobOf('x'.repeat(1_048_577))
    const answer = await commit({ a: { hash: large.hash, size_bytes: large.size_bytes } }, [large])
    expect(answer.error?.message).toBe('payload_too_large')
  })

  it('has runs of an unknown kind refused, and of an unknown model ended before they cost anything', async () => {
    const args = { p_project: project, p_prompt: 'x', p_model: 'another-model' }
    expect((await mine.rpc('create_run', { ...args, p_kind: 'dance' as 'edit' })).error?.message).toBe('bad_request')
    const { data } = await mine.rpc('create_run', { ...args, p_kind: 'generate' })
    await driveRun({ config, log: () => undefined, pipelines }, data?.id ?? '')
    const run = await client.call('GET', `/api/runs/${data?.id}`)
    expect(run.json).toMatchObject({ status: 'failed', error: { code: 'unknown_model' } })
  })

  it('sees no row of another', async () => {
    for (const table of ['projects', 'versions', 'blobs', 'runs', 'run_events', 'messages', 'profiles'] as const) {
      const { data } = await mine.from(table).select()
      const owners = new Set((data ?? []).map((row) => ('owner_id' in row ? row.owner_id : client.userId)))
      expect([...owners].filter((owner) => owner !== client.userId)).toEqual([])
    }
    expect((await mine.from('projects').select().eq('id', foreign)).data).toEqual([])
  })
})
