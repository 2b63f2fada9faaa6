// What whoever holds a user's token may try past the API, and what comes of it.
import { PLANS } from '../../src/accounts/plans.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLite, openPlain, type DataAccess, type Outcome, type Row } from '../support/data-access.ts'
import { addAccount, blobOf, setUp, versionOf, type Fixture } from '../support/data-fixture.ts'
import { startPglite, startRealPostgres } from '../support/plain-postgres.ts'

const real = await startRealPostgres()
const openers: [string, () => Promise<DataAccess>][] = [
  ['Supabase Lite', openLite],
  ['PGlite', async () => openPlain(await startPglite())],
  ...(real === undefined ? [] : [[real.name, () => openPlain(real)] as [string, () => Promise<DataAccess>]]),
]

/** Changes no row of anybody: the call goes through and does nothing. */
const NOTHING = 'nothing'
const FORBIDDEN = '42501'
/** Supabase Lite has a code of its own for it. */
const BREAKS_CHECK = '23514'
type Abuse = [what: string, attempt: (fixture: Fixture) => Promise<Outcome>, outcome: string]

const commit = (over: Row, paths?: string[]) => (f: Fixture) =>
  f.stranger.session.rpc('commit_version', versionOf(f.stranger.project, 1, paths, over))
const commitFiles = (...paths: string[]) => commit({}, paths)
const commitManifest = (manifest: unknown) => commit({ p_manifest: manifest })
const commitBlob = (over: Row) => (f: Fixture) => {
  const blob = blobOf(new Uint8Array([0, 1, 2, 3]))
  const manifest = { 'a.bin': { hash: blob.hash, size_bytes: 4 } }
  return commit({ p_manifest: manifest, p_blobs: [{ ...blob, ...over }] })(f)
}
const createRun = (over: Row) => (f: Fixture) =>
  f.stranger.session.rpc('create_run', {
    p_project: f.stranger.project,
    p_kind: 'edit',
    p_prompt: 'Go',
    p_model: 'm',
    ...over,
  })
const insertProject = (row: Row) => (f: Fixture) => f.stranger.session.insert('projects', row)
const entry = { hash: blobOf('x').hash, size_bytes: 1 }
const large = blobOf('x'.repeat(1_048_577))
const beginProject = (p_manifest: Row, p_blobs: Row[], p_origin?: string) => (f: Fixture) =>
  f.stranger.session.rpc('create_project', {
    p_name: 'x',
    p_description: '',
    p_instructions: '',
    p_manifest,
    p_blobs,
    p_summary: '',
    ...(p_origin === undefined ? {} : { p_origin }),
  })

const ABUSES: Abuse[] = [
  [
    'commits to a project of another',
    (f) => f.stranger.session.rpc('commit_version', versionOf(f.owner.project, 1)),
    'not_found',
  ],
  ['starts a run in a project of another', (f) => createRun({ p_project: f.owner.project })(f), 'not_found'],
  ['cancels a run of another', (f) => f.stranger.session.rpc('cancel_run', { p_run: f.owner.run }), 'not_found'],
  [
    'renames a project of another',
    (f) => f.stranger.session.rpc('update_project', { p_project: f.owner.project, p_changes: { name: 'Mine' } }),
    'not_found',
  ],
  [
    'forks a project of another',
    (f) => f.stranger.session.rpc('fork_project', { p_project: f.owner.project }),
    'not_found',
  ],
  ['says that a project is what no project begins with', (f) => beginProject({}, [], 'run')(f), 'bad_request'],
  [
    'reads a manifest of another',
    (f) => f.stranger.session.rpc('read_manifest', { p_project: f.owner.project }),
    NOTHING,
  ],
  [
    'reads a file of another',
    (f) => f.stranger.session.rpc('read_file', { p_project: f.owner.project, p_path: 'a.txt' }),
    NOTHING,
  ],
  ['deletes a project of another', (f) => f.stranger.session.remove('projects', { id: f.owner.project }), NOTHING],
  [
    'makes itself an admin',
    (f) => f.stranger.session.update('profiles', { role: 'admin' }, { id: f.stranger.id }),
    NOTHING,
  ],
  [
    'takes a better tier',
    (f) => f.stranger.session.update('profiles', { tier: 'gold' }, { id: f.stranger.id }),
    NOTHING,
  ],
  ['makes a tier without limits', (f) => f.stranger.session.insert('tier_limits', { tier: 'free' }), FORBIDDEN],
  [
    'says how many bytes its project takes',
    (f) => f.stranger.session.update('projects', { used_bytes: 0 }, { id: f.stranger.project }),
    NOTHING,
  ],
  [
    'moves the head of its project',
    (f) => f.stranger.session.update('projects', { head: 0 }, { id: f.stranger.project }),
    NOTHING,
  ],
  [
    'gives its project to another',
    (f) => f.stranger.session.update('projects', { owner_id: f.owner.id }, { id: f.stranger.project }),
    NOTHING,
  ],
  ['makes a project of another', (f) => insertProject({ name: 'Trojan', owner_id: f.owner.id })(f), FORBIDDEN],
  ['makes a project with a head', insertProject({ name: 'Ahead', head: 5 }), FORBIDDEN],
  ['makes a project without a name', insertProject({ name: '' }), BREAKS_CHECK],
  ['makes a project with a blank name', insertProject({ name: ' \u00a0' }), 'bad_request'],
  ['makes a project with a name of 121 characters', insertProject({ name: 'x'.repeat(121) }), BREAKS_CHECK],
  [
    'makes a project with a long description',
    insertProject({ name: 'x', description: 'x'.repeat(2001) }),
    BREAKS_CHECK,
  ],
  [
    'makes a project with long instructions',
    insertProject({ name: 'x', instructions: 'x'.repeat(8001) }),
    BREAKS_CHECK,
  ],
  ['begins a project with a path that leads out of it', beginProject({ '../up': entry }, [blobOf('x')]), 'bad_request'],
  ['begins a project with a file that is not there', beginProject({ a: entry }, []), 'blob_missing'],
  ['begins a project with what no file is', beginProject({}, [blobOf('x')]), 'bad_request'],
  [
    'renames its project to a blank',
    (f) => f.stranger.session.rpc('update_project', { p_project: f.stranger.project, p_changes: { name: ' x' } }),
    'bad_request',
  ],
  [
    'gives its project an unknown status',
    (f) => f.stranger.session.rpc('update_project', { p_project: f.stranger.project, p_changes: { status: 'gone' } }),
    BREAKS_CHECK,
  ],
  [
    'writes a version by itself',
    (f) =>
      f.stranger.session.insert('versions', {
        project_id: f.stranger.project,
        number: 9,
        origin: 'run',
        manifest: {},
        file_count: 0,
        size_bytes: 0,
      }),
    FORBIDDEN,
  ],
  [
    'writes a blob by itself',
    (f) => f.stranger.session.insert('blobs', { project_id: f.stranger.project, ...blobOf('y') }),
    FORBIDDEN,
  ],
  [
    'changes a stored content',
    (f) => f.stranger.session.update('blobs', { content: 'y' }, { project_id: f.stranger.project }),
    NOTHING,
  ],
  ['deletes a stored content', (f) => f.stranger.session.remove('blobs', { project_id: f.stranger.project }), NOTHING],
  [
    'deletes what it was charged',
    (f) => f.stranger.session.remove('usage_ledger', { owner_id: f.stranger.id }),
    NOTHING,
  ],
  [
    'books tokens to another',
    (f) =>
      f.stranger.session.insert('usage_ledger', {
        id: f.owner.id,
        owner_id: f.owner.id,
        model: 'm',
        outcome: 'whole',
        prompt_tokens: 1,
        completion_tokens: 1,
        estimated: false,
      }),
    FORBIDDEN,
  ],
  [
    'speaks as the assistant',
    (f) => f.stranger.session.insert('messages', { project_id: f.stranger.project, role: 'assistant', content: 'x' }),
    FORBIDDEN,
  ],
  ['commits a path that climbs', commitFiles('../up'), 'bad_request'],
  ['commits an absolute path', commitFiles('/etc/passwd'), 'bad_request'],
  ['commits a drive letter', commitFiles('C:/a'), 'bad_request'],
  ['commits a backslash', commitFiles('a\\b'), 'bad_request'],
  ['commits a hook of Git', commitFiles('.git/hooks/post-checkout'), 'bad_request'],
  ['commits a hook of Git by its short name', commitFiles('GIT~1/hooks/post-checkout'), 'bad_request'],
  ['commits the name of a device', commitFiles('src/aux.ts'), 'bad_request'],
  ['commits a name that turns about', commitFiles('a\u202egpj.exe'), 'bad_request'],
  ['commits an invisible character', commitFiles('a\u200bb'), 'bad_request'],
  ['commits a line feed', commitFiles('a\nb'), 'bad_request'],
  ['commits a trailing dot', commitFiles('a.'), 'bad_request'],
  ['commits a decomposed name', commitFiles('cafe\u0301'), 'bad_request'],
  ['commits 17 levels', commitFiles('a/'.repeat(16) + 'b'), 'bad_request'],
  ['commits a segment of 256 bytes', commitFiles('я'.repeat(128)), 'bad_request'],
  ['commits twins by case', commitFiles('README.md', 'readme.md'), 'bad_request'],
  ['commits twins by the case of a folder', commitFiles('lib/a.js', 'Lib/b.js'), 'bad_request'],
  ['commits twins beyond ASCII', commitFiles('ПЛАН.md', 'план.md', 'straße'), 'bad_request'],
  ['commits a file within a file', commitFiles('a', 'a/b'), 'bad_request'],
  ['commits 1001 files', commitFiles(...Array.from({ length: 1001 }, (_, n) => `f${n}`)), 'payload_too_large'],
  [
    'commits more than its bytes by their sizes',
    commitManifest(
      Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`f${n}`, { ...entry, size_bytes: 1_048_576 }])),
    ),
    'payload_too_large',
  ],
  ['hides junk in an entry', commitManifest({ 'a.txt': { ...entry, junk: 'x'.repeat(100_000) } }), 'bad_request'],
  ['commits an entry that is none', commitManifest({ 'a.txt': 7 }), 'bad_request'],
  ['commits an entry without a hash', commitManifest({ 'a.txt': { size_bytes: 1 } }), 'bad_request'],
  ['commits a size below nothing', commitManifest({ 'a.txt': { ...entry, size_bytes: -1 } }), 'bad_request'],
  ['commits a size that is a text', commitManifest({ 'a.txt': { ...entry, size_bytes: '1' } }), 'bad_request'],
  ['commits a list for a manifest', commit({ p_manifest: [entry], p_blobs: [] }), 'bad_request'],
  ['commits a size that is not its own', commitManifest({ 'a.txt': { ...entry, size_bytes: 7 } }), 'blob_missing'],
  [
    'commits a content that nobody stored',
    commit({ p_manifest: { a: { hash: 'f'.repeat(64), size_bytes: 1 } }, p_blobs: [] }),
    'blob_missing',
  ],
  ['stores a content that no file has', commit({ p_blobs: [blobOf('x'), blobOf('y')] }), 'bad_request'],
  ['stores a content under the hash of another', commitBlob({ content: 'BBBBBB==' }), 'bad_request'],
  ['stores base64 with line breaks', commitBlob({ content: 'AAEC\nAw==' }), 'bad_request'],
  ['stores base64 with bits to spare', commitBlob({ content: 'AAECAx==' }), 'bad_request'],
  ['stores what is no base64', commitBlob({ content: '!' }), '22023'],
  ['stores an encoding that there is not', commitBlob({ encoding: 'zip' }), 'bad_request'],
  [
    'stores a file of more than a mebibyte',
    commit({ p_manifest: { a: { hash: large.hash, size_bytes: large.size_bytes } }, p_blobs: [large] }),
    'payload_too_large',
  ],
  ['commits in the name of a run', commit({ p_origin: 'run' }), 'bad_request'],
  ['commits over a head that is not', commit({ p_expected_head: 0 }), 'head_moved'],
  ['runs a kind that is not for users', createRun({ p_kind: 'dance' }), 'bad_request'],
  ['runs a blank prompt', createRun({ p_prompt: ' \n\u00a0' }), 'bad_request'],
  ['runs a prompt of 32,001 characters', createRun({ p_prompt: 'x'.repeat(32_001) }), 'bad_request'],
  ['runs a prompt of 16,001 characters that count twice', createRun({ p_prompt: '😀'.repeat(16_001) }), 'bad_request'],
  ['runs a model with a name of 201 characters', createRun({ p_model: 'x'.repeat(201) }), 'bad_request'],
  ['runs a model without a name', createRun({ p_model: '' }), 'bad_request'],
  ['takes a lease of a day', createRun({ p_lease_seconds: 86_400 }), 'bad_request'],
]

describe.each(openers)('whoever holds a token, at %s,', (_name, open) => {
  let fixture: Fixture

  beforeAll(async () => {
    fixture = await setUp(await open())
  })
  afterAll(() => fixture.data.close())

  const everything = () =>
    fixture.data.sql(`select (select jsonb_agg(to_jsonb(t) order by id) from public.projects t) as projects,
      (select jsonb_agg(to_jsonb(t) order by project_id, number) from public.versions t) as versions,
      (select jsonb_agg(to_jsonb(t) order by project_id, hash) from public.blobs t) as blobs,
      (select jsonb_agg(to_jsonb(t) order by id) from public.runs t) as runs,
      (select jsonb_agg(to_jsonb(t) order by id) from public.profiles t) as profiles,
      (select jsonb_agg(to_jsonb(t) order by id) from public.messages t) as messages,
      (select jsonb_agg(to_jsonb(t) order by id) from public.usage_ledger t) as ledger`)

  it.each(ABUSES)('gains nothing who %s', async (_what, attempt, outcome) => {
    const before = await everything()
    const { error, rows } = await attempt(fixture)
    // A data API may refuse outright what row level security would answer with no rows.
    if (outcome === NOTHING) expect([[null, FORBIDDEN].includes(error), rows]).toEqual([true, []])
    else expect(error === 'SUP' ? BREAKS_CHECK : error).toBe(outcome)
    expect(await everything()).toEqual(before)
  })

  it('does not say when a project was made, nor under which id', async () => {
    const { data } = fixture
    const { id, session } = await addAccount(data)
    const said = { created_at: 'infinity', updated_at: '1970-01-01', id, status: 'archived', used_bytes: -1_000_000 }
    for (const [column, value] of Object.entries(said)) await session.insert('projects', { name: 'x', [column]: value })
    const rows = await data.sql<{ told: boolean }>(
      `select id = owner_id or created_at = 'infinity' or updated_at < now() - interval '1 hour' or status <> 'active'
        or used_bytes <> 0 as told from public.projects where owner_id = '${id}'`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ told }) => told)).toEqual([])
  })

  it('has at most the projects, runs, versions and bytes of its tier', async () => {
    const { data } = fixture
    const { id, session, project } = await addAccount(data)
    const limit = (column: string, value: number | null) =>
      data.sql(`insert into public.tier_limits (tier, ${column}) values ('tight', ${value})
        on conflict (tier) do update set ${column} = excluded.${column}`)
    await data.sql(`update public.profiles set tier = 'tight' where id = '${id}'`)
    const run = { p_project: project, p_kind: 'edit', p_prompt: 'Go', p_model: 'm' }

    await limit('max_projects', 1)
    expect((await session.insert('projects', { name: 'One more' })).error).toBe('too_many_projects')
    await limit('max_active_runs', 0)
    expect((await session.rpc('create_run', run)).error).toBe('too_many_runs')
    await limit('max_active_runs', null)
    await limit('max_monthly_runs', 0)
    expect((await session.rpc('create_run', run)).error).toBe('too_many_runs')
    await limit('max_monthly_runs', null)
    await limit('max_project_bytes', 2000)
    expect((await session.rpc('commit_version', versionOf(project, 0))).error).toBe('storage_full')
    await limit('max_project_bytes', null)
    await limit('max_account_bytes', 2000)
    expect((await session.rpc('commit_version', versionOf(project, 0))).error).toBe('storage_full')
    await limit('max_account_bytes', null)
    await limit('max_versions', 1)
    expect((await session.rpc('commit_version', versionOf(project, 0))).error).toBe(null)
    expect((await session.rpc('commit_version', versionOf(project, 1))).error).toBe('storage_full')
    expect((await session.rpc('create_run', run)).error).toBe('storage_full')
    // 1 byte and what goes with it, twice: as a blob, and in the manifest.
    expect(await data.sql(`select used_bytes::integer from public.projects where id = '${project}'`)).toEqual([
      { used_bytes: 1 + 1024 + 128 + 1024 },
    ])
  })

  it('has what the plans give its tier', async () => {
    const { data } = fixture
    for (const plan of PLANS) expect(await data.service.insert('tier_limits', plan)).toMatchObject({ error: null })
    const { session, project } = await addAccount(data)
    expect((await session.insert('projects', { name: 'The second' })).error).toBe(null)
    expect((await session.insert('projects', { name: 'The third' })).error).toBe('too_many_projects')
    for (let nth = 1; nth <= 6; nth++) {
      const run = await session.rpc('create_run', { p_project: project, p_kind: 'edit', p_prompt: 'Go', p_model: 'm' })
      expect([nth, run.error]).toEqual([nth, nth === 6 ? 'too_many_runs' : null])
      if (run.error === null) await session.rpc('cancel_run', { p_run: String(run.rows[0]?.['id']) })
    }
    await data.sql('delete from public.tier_limits')
  })

  it('makes no project once the account is deleted', async () => {
    const { data } = fixture
    const { id, session } = await addAccount(data)
    await data.sql(`delete from auth.users where id = '${id}'`)
    expect((await session.insert('projects', { name: 'Ghost' })).error).toBe('unauthorized')
  })
})
