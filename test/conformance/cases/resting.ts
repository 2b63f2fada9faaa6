// Runs that rest until they are answered, and results that are kept beside the head.
import assert from 'node:assert/strict'
import { group } from '../case.ts'
import { observe } from '../neutral.ts'
import { createProject, eventually, type Site } from '../site.ts'
import { wholeAnswer } from '../suite-model.ts'

type Run = { id: string; status: string; version: number | null }

const settled = (site: Site, id: string, isThere: (run: Run) => boolean) =>
  eventually('the run', async () => {
    const run = await site.json<Run>('GET', `/api/runs/${id}`)
    return isThere(run) ? run : undefined
  })

/** A run that changes a file which somebody else changes meanwhile; gives the number of its version. */
async function makeConflict(site: Site, project: string): Promise<number | null> {
  const { account } = site
  const put = (body: string) => site.send('PUT', `/api/projects/${project}/files/index.html`, { account, body })
  await put('<!doctype html>\n<title>Before</title>\n')
  const gate = Promise.withResolvers<void>()
  const scene = site.model.scene(async (reply) => {
    await gate.promise
    reply.text('<file path="index.html">\n<!doctype html>\n<title>Mine</title>\n</file>\n')
    reply.end()
  })
  const json = { prompt: scene.prompt, kind: 'edit' }
  const { id } = await site.json<Run>('POST', `/api/projects/${project}/runs`, { json })
  await eventually('a call', () => scene.calls[0])
  await put('<!doctype html>\n<title>Theirs</title>\n')
  gate.resolve()
  return (await settled(site, id, ({ version }) => version !== null)).version
}

export const resting = group('rest and conflicts', {
  'a plan is approved, once': async (site) => {
    const { account } = site
    const scene = site.model.scene(wholeAnswer)
    const json = { prompt: scene.prompt, mode: 'plan' }
    const { id } = await site.json<Run>('POST', `/api/projects/${await createProject(site)}/runs`, { json })
    await settled(site, id, ({ status }) => status === 'awaiting_input')
    const answer = () => site.send('POST', `/api/runs/${id}/input`, { account, json: { approve: true } })
    const first = await answer()
    await settled(site, id, ({ status }) => status === 'succeeded')
    const second = await answer()
    assert.deepEqual([first.status, second.status], [202, 409])
    return [first, second].map(observe)
  },
  'a conflict is applied, once': async (site) => {
    const { account } = site
    const project = await createProject(site)
    const version = await makeConflict(site, project)
    const apply = () => site.send('POST', `/api/projects/${project}/versions/${version}/apply`, { account })
    const [first, second] = [await apply(), await apply()]
    assert.deepEqual([first.status, second.status], [201, 409])
    return [first, second].map(observe)
  },
  'a conflict is dropped, and nothing else': async (site) => {
    const { account } = site
    const project = await createProject(site)
    const version = await makeConflict(site, project)
    const drop = (number: number | null) =>
      site.send('DELETE', `/api/projects/${project}/versions/${number}`, { account })
    const [committed, conflict] = [await drop(1), await drop(version)]
    assert.deepEqual([committed.status, conflict.status], [409, 204])
    return [committed, conflict].map(observe)
  },
})
