import { describe, expect, it } from 'vitest'
import type { VersionReport } from '../../src/runs/report.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { createProject, runPrompt, signUp } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const { model, stack, client } = await startScriptedStack({ AI_MODELS: 'm,free', AI_PRICES: 'm=1000/2000' })

/** The answers of the next calls, in order. */
function say(...answers: (string | { text: string; ends: string })[]): void {
  let at = 0
  model.script((reply) => {
    const answer = answers[at++] ?? 'Nothing more.'
    const { text, ends } = typeof answer === 'string' ? { text: answer, ends: 'stop' } : answer
    reply.text(text)
    reply.end(ends)
  })
}

const write = async (projectId: string, path: string, content: string) =>
  expect((await client.call('PUT', `/api/projects/${projectId}/files/${path}`, content)).status).toBeLessThan(300)

async function reportOf(projectId: string, version: number): Promise<VersionReport> {
  const { status, json } = await client.call('GET', `/api/projects/${projectId}/versions/${version}/report`)
  expect(status).toBe(200)
  return json as VersionReport
}

const BROKEN = '<edit path="app.js">\n<<<<<<< SEARCH\nlet one = 1\n=======\nlet one = (\n>>>>>>> REPLACE\n</edit>\n'
const MENDED = '<file path="app.js">\nlet one = 2\n</file>\n'

/** A change that breaks a file, in a project with a problem from before, and is put right when it is told so. */
async function repairedProject(): Promise<string> {
  const projectId = await createProject(client)
  await write(projectId, 'app.js', 'let one = 1\n')
  await write(projectId, 'old.html', '<!doctype html>\n<title>Old</title>\n<img src="none.png" alt="">\n')
  await write(projectId, 'notes.md', '# Notes\n')
  say(`${BROKEN}<edit path="none.js">\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n</edit>\n`, MENDED)
  await runPrompt(client, projectId, { prompt: 'Change one', kind: 'edit', model: 'm' })
  return projectId
}

describe('the report of a version', () => {
  it('tells what its run checked, found, repaired and refused, and what it took', async () => {
    const projectId = await repairedProject()
    const { run, steps, ...report } = await reportOf(projectId, 4)
    expect(report).toEqual({
      version: 4,
      origin: 'run',
      checks: {
        files_checked: 2,
        files_not_checked: 1,
        omissions: [{ reason: 'no_parser', files: 1 }],
        not_checked: [{ path: 'notes.md', reason: 'no_parser' }],
        problems_from_before: 1,
        problems_found: 1,
        problems_left: 0,
        problems: [],
      },
      repairs: [{ attempt: 1, problems_before: 2, problems_after: 0, is_kept: true }],
      answers: { cut: 0, mended: [], refused: [{ code: 'edit_not_applied', count: 1 }] },
      page: { state: 'not_opened', reason: expect.any(String), problems_left: null, pressed: null, findings: [] },
      page_problems: [],
      usage: {
        models: [
          {
            model: 'm',
            calls: 2,
            calls_not_whole: 0,
            estimated: false,
            prompt_tokens: 20,
            completion_tokens: 40,
            cost_usd: 0.1,
          },
        ],
        prompt_tokens: 20,
        completion_tokens: 40,
        cost_usd: 0.1,
      },
    })
    expect(run).toMatchObject({
      kind: 'edit',
      status: 'succeeded',
      error: null,
      version: 4,
      processes: 1,
      is_merged: false,
    })
    expect(steps.map(({ name, count }) => [name, count])).toEqual([
      ['write', 1],
      ['check', 2],
      ['repair', 1],
      ['settle', 1],
    ])
    const took = Date.parse(run?.finished_at ?? '') - Date.parse(run?.started_at ?? '')
    const inSteps = steps.reduce((sum, { duration_ms }) => sum + duration_ms, 0)
    expect(steps.every(({ duration_ms }) => duration_ms >= 0)).toBe(true)
    // Each is rounded to a millisecond.
    expect(inSteps).toBeLessThanOrEqual(took + steps.length)
  })

  it('speaks of the files that were kept where a repair was undone', async () => {
    const projectId = await createProject(client)
    await write(projectId, 'app.js', 'let one = 1\n')
    const worse = '<file path="app.js">\nlet one = (\n</file>\n<file path="b.js">\nlet two = (\n</file>\n'
    say(BROKEN, worse, worse)
    await runPrompt(client, projectId, { prompt: 'Break it', kind: 'edit', model: 'm' })
    const { checks, repairs, run } = await reportOf(projectId, 2)
    expect(repairs.map(({ is_kept }) => is_kept)).not.toContain(true)
    expect(repairs.length).toBeGreaterThan(0)
    expect(run?.status).toBe('partial')
    expect(checks).toMatchObject({ files_checked: 1, problems_found: 1, problems_left: 1 })
    expect(checks?.problems).toMatchObject([{ path: 'app.js', line: 2, code: 'syntax_error' }])
  })

  it('counts the answers that broke off and what of them was mended, and knows no cost without a price', async () => {
    const projectId = await createProject(client)
    const plan = '<plan title="Two">\nTwo.\n- one.txt: it\n- two.txt: it\n- two.txt: again\n</plan>\n'
    const file = (path: string) => `<file path="${path}">\n1\n</file>\n`
    say(plan, { text: `${file('one.txt')}<file path="two.txt">\n1`, ends: 'length' }, file('two.txt'))
    await runPrompt(client, projectId, { prompt: 'Two files', model: 'free' })
    const { answers, usage } = await reportOf(projectId, 1)
    expect(answers.cut).toBe(1)
    expect(answers.mended).toEqual([{ code: 'plan_entry', count: 1 }])
    expect(usage).toMatchObject({ cost_usd: null, models: [{ model: 'free', calls: 3, cost_usd: null }] })
  })

  it('is that of the files: a restored version has the report of its source, a written one has none', async () => {
    const projectId = await repairedProject()
    await write(projectId, 'app.js', 'let one = 3\n')
    const written = await reportOf(projectId, 5)
    expect(written).toMatchObject({ version: 5, origin: 'write', run: null, checks: null, repairs: [], steps: [] })
    expect(written.usage).toEqual({ models: [], prompt_tokens: 0, completion_tokens: 0, cost_usd: 0 })
    expect((await client.call('POST', `/api/projects/${projectId}/versions/4/restore`)).status).toBe(201)
    expect(await reportOf(projectId, 6)).toEqual({ ...(await reportOf(projectId, 4)), version: 6, origin: 'restore' })
  })

  it('says when files that were written meanwhile are in the version, which were not checked', async () => {
    const projectId = await createProject(client)
    await write(projectId, 'app.js', 'let one = 1\n')
    model.script(async (reply) => {
      await write(projectId, 'other.txt', 'meanwhile\n')
      reply.text(MENDED)
      reply.end()
    })
    await runPrompt(client, projectId, { prompt: 'Change one', kind: 'edit', model: 'm' })
    const { run, checks } = await reportOf(projectId, 3)
    expect(run?.is_merged).toBe(true)
    expect(checks?.files_checked).toBe(1)
  })

  it('outlives the facts of its run', async () => {
    const projectId = await repairedProject()
    const service = connectAsService(stack.config)
    const runId = (await reportOf(projectId, 4)).run?.id ?? ''
    // Facts are pruned by their age, and those of other tests stand beside them.
    const aged = { finished_at: new Date(Date.now() - 400 * 86_400_000).toISOString() }
    const { error } = await service
      .from('runs')
      .update(aged as never)
      .eq('id', runId)
    expect(error).toBeNull()
    const before = await reportOf(projectId, 4)
    const facts = () => service.from('run_events').select('seq').eq('run_id', runId)
    expect(rowsOf(await facts()).length).toBeGreaterThan(1)
    while (rowsOf(await facts()).length > 1) {
      rowsOf(await service.rpc('prune_run_facts', { p_limit: 1000, p_days: 365, p_dry_run: false }))
    }
    expect(await reportOf(projectId, 4)).toEqual(before)
  })

  it('is not found for a version that is not there, and for whoever the project is not', async () => {
    const projectId = await repairedProject()
    const path = (version: number) => `/api/projects/${projectId}/versions/${version}/report`
    expect((await client.call('GET', path(9))).status).toBe(404)
    const stranger = await signUp(stack.app)
    expect((await stranger.call('GET', path(4))).status).toBe(404)
    const direct = connectAsUser(stack.config, stranger.token)
    expect(rowsOf(await direct.rpc('read_report', { p_project: projectId, p_version: 4 }))).toEqual([])
    expect(rowsOf(await direct.from('version_reports').select().eq('project_id', projectId))).toEqual([])
  })

  it('stays within some kilobytes whatever the check has found', async () => {
    const projectId = await createProject(client)
    const long = 'n'.repeat(2000)
    const pages = Array.from({ length: 60 }, (_, page) => {
      const images = Array.from({ length: 3 }, (_, image) => `<img src="${long}${image}.png" alt="">`)
      return `<file path="${page}.html">\n<!doctype html>\n<title>x</title>\n${images.join('\n')}\n</file>\n`
    })
    const plan = `<plan title="Many">\nMany.\n${pages.map((_, page) => `- ${page}.html: it`).join('\n')}\n</plan>\n`
    model.script((reply, { task, messages }) => {
      const asked = /^Write these files: (.*)$/m.exec(messages[1]?.content ?? '')?.[1]?.split(', ') ?? []
      if (task === 'plan') reply.text(plan)
      else for (const path of asked) reply.text(pages[Number.parseInt(path, 10)])
      reply.end()
    })
    await runPrompt(client, projectId, { prompt: 'Many pages', model: 'm' })
    const { checks } = await reportOf(projectId, 1)
    expect(checks?.problems_left).toBe(180)
    expect(checks?.problems).toHaveLength(20)
    expect(JSON.stringify(await reportOf(projectId, 1)).length).toBeLessThan(20_000)
  })
})
