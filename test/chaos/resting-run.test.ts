import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '../support/free-port.ts'
import { npmStart, untilFree } from '../support/npm-start.ts'
import { createRemoteClient } from '../support/remote.ts'

/** Two starts are work for minutes where all cores are busy. */
const LONG_MS = 900_000

it(
  'a run that awaits input goes on after everything was killed and started anew: processes, data API and Redis',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'samokoder-rest-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const port = await findFreePort()
    const first = npmStart(folder, port)
    await first.serves
    const client = await createRemoteClient(`http://127.0.0.1:${port}`)
    const read = async (path: string) => (await client.fetch('GET', path)).json() as Promise<Record<string, unknown>>
    const project = (await (await client.fetch('POST', '/api/projects', { name: 'x' })).json()) as { id: string }
    const made = await client.fetch('POST', `/api/projects/${project.id}/runs`, { prompt: 'A todo list', mode: 'plan' })
    const { id } = (await made.json()) as { id: string }
    const statusOf = async () => (await read(`/api/runs/${id}`))['status']
    await expect.poll(statusOf, { timeout: LONG_MS }).toBe('awaiting_input')
    await first.kill()
    await untilFree(port)

    const second = npmStart(folder, port)
    onTestFinished(async () => void (await second.stop()))
    await second.serves
    expect(await read(`/api/runs/${id}`)).toMatchObject({ status: 'awaiting_input', awaiting: { kind: 'plan' } })
    expect((await client.fetch('POST', `/api/runs/${id}/input`, { approve: true })).status).toBe(202)
    await expect.poll(statusOf, { timeout: LONG_MS }).toBe('succeeded')
    const { version, files } = await read(`/api/projects/${project.id}/files`)
    expect(version).toBe(1)
    expect(files).not.toEqual([])
  },
  LONG_MS,
)
