import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pause } from '../../../timing.ts'
import { createCaller, createProject, type Caller } from '../caller.ts'
import { check, fail, pass } from '../subject.ts'

const LEASE_SECONDS = 2
const ENDED = new Set(['succeeded', 'partial', 'failed', 'canceled'])
const FINISH_MS = 180_000

export const processes = [
  check('any process goes on with what another began', ['launcher'], async ({ launcher }) => {
    const places = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'samokoder-processes-'))))
    try {
      // As on two machines: what one keeps on its disk, the other does not have.
      const both = await Promise.all(
        places.map((place) => launcher.start('node', { HOME: place, TMPDIR: place }, place)),
      )
      const [first = '', second = ''] = both.map(({ url }) => url)
      const caller = await createCaller(first)
      const projectId = await createProject(caller, first)
      const path = `/api/projects/${projectId}/files/a.txt`
      const statuses = {
        'the session of one at the other': (await caller.call(second, 'GET', '/api/auth/user')).status,
        'its project': (await caller.call(second, 'GET', `/api/projects/${projectId}`)).status,
        'a file written at the other': (await caller.call(second, 'PUT', path, 'shared')).status,
        'that file read at the first': (await caller.call(first, 'GET', path)).status,
      }
      await Promise.all(both.map(({ stop }) => stop()))
      const wrong = Object.values(statuses).filter((status) => status >= 300)
      const evidence = Object.entries(statuses).map(([what, status]) => `${what}: ${status}`)
      if (wrong.length === 0) return pass(`${evidence.join(', ')}; each has a disk of its own`)
      return fail(
        evidence.join(', '),
        'Keep nothing in a process, or on its disk, that another one would miss: it belongs in a backing service.',
      )
    } finally {
      await Promise.all(places.map((place) => rm(place, { recursive: true, force: true })))
    }
  }),
  check(
    'a process that is killed in the middle of a run is missed by nobody',
    ['urls', 'launcher'],
    async (subject) => {
      const { urls, launcher } = subject
      const [survivor = ''] = urls
      const victim = await launcher.start('node', { RUN_LEASE_SECONDS: String(LEASE_SECONDS) })
      const caller = await createCaller(victim.url)
      const projectId = await createProject(caller, victim.url)
      const body = { prompt: 'A todo list' }
      const { id } = await caller.json<{ id: string }>(victim.url, 'POST', `/api/projects/${projectId}/runs`, body)
      await victim.stop('SIGKILL')
      const since = performance.now()
      const left = await readStatus(caller, survivor, id)
      const status = await waitForEnd(caller, survivor, id)
      const seconds = ((performance.now() - since) / 1000).toFixed(1)
      const evidence = `the run was ${left} when its process was killed, and ${status} ${seconds} s later on another`
      if (status === 'succeeded') return pass(evidence)
      return fail(evidence, 'A run must be claimed anew when its lease is over.')
    },
  ),
]

async function readStatus(caller: Caller, url: string, id: string): Promise<string> {
  return (await caller.json<{ status: string }>(url, 'GET', `/api/runs/${id}`)).status
}

async function waitForEnd(caller: Caller, url: string, id: string): Promise<string> {
  const until = performance.now() + FINISH_MS
  for (;;) {
    const status = await readStatus(caller, url, id)
    if (ENDED.has(status) || performance.now() > until) return status
    await pause(200)
  }
}
