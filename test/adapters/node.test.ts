import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, inject, it } from 'vitest'
import { startWebProcess } from '../../local/web-process.ts'
import { startScriptedModel } from '../support/scripted-model.ts'
import { fetchChecked } from '../support/checked-app.ts'
import { createRemoteClient } from '../support/remote.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

async function startNode(environment: Record<string, string>, lines: string[] = []) {
  const folder = await makeTemporaryFolder()
  return startWebProcess({
    runtime: 'node',
    environment: { ...inject('environment'), ...environment },
    port: 0,
    folder,
    onLine: (line) => void lines.push(line),
  })
}

describe('the Node process', () => {
  it('does not start in a bad environment: all problems in one line, no value, exit code 78', async () => {
    const child = spawn(process.execPath, ['dist/node.js'], { env: { PORT: 'hunter2', AI_MODELS: ',' } })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const [code] = (await once(child, 'exit')) as [number]
    const { problems } = JSON.parse(output) as { problems: string[] }
    expect(code).toBe(78)
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(
      expect.arrayContaining(['PORT', 'AI_MODELS', 'SUPABASE_URL', 'UPSTASH_REDIS_REST_TOKEN']),
    )
    expect(output).not.toContain('hunter2')
  })

  it('writes nothing but JSON lines to standard output', async () => {
    const lines: string[] = []
    const web = await startNode({}, lines)
    await fetchChecked(`${web.url}/health`)
    await fetchChecked(`${web.url}/nothing`)
    expect(await web.stop()).toBe(0)
    expect(lines.length).toBeGreaterThanOrEqual(4)
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: expect.any(String) })
  })

  it('says at its start that nobody reads /metrics from elsewhere, unless there is a token for that', async () => {
    for (const [token, told] of [
      ['', 1],
      ['a-token-for-metrics', 0],
    ] as const) {
      const lines: string[] = []
      const web = await startNode({ METRICS_TOKEN: token }, lines)
      await web.stop()
      expect(lines.filter((line) => line.includes('/metrics and /factors answer to this machine only'))).toHaveLength(
        told,
      )
    }
  })

  it('finishes the run that it drives before it ends on SIGTERM', async () => {
    const model = await startScriptedModel()
    const reached = Promise.withResolvers<() => void>()
    model.script((reply, { task }) => {
      if (task === 'plan') {
        reply.text('<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n')
        return reply.end()
      }
      reached.resolve(() => {
        reply.text('<file path="one.txt">\n1\n</file>\n')
        reply.end()
      })
    })
    const attached = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm' }
    const first = await startNode(attached)
    const client = await createRemoteClient(first.url)
    const project = await client.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
    const run = await client.json<{ id: string }>('POST', `/api/projects/${project.id}/runs`, { prompt: 'x' })
    const finish = await reached.promise
    const stopped = first.stop()
    finish()
    expect(await stopped).toBe(0)

    const second = await startNode(attached)
    const later = createRemoteClient(second.url, client.token)
    expect(await (await later).json('GET', `/api/runs/${run.id}`)).toMatchObject({ status: 'succeeded', version: 1 })
    await second.stop()
    await model.close()
  })
})
