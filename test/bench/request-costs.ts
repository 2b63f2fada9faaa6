import { meterServices, type CostMeter } from '../support/cost-meter.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startWeb } from './app-process.ts'
import { costRow } from './cost-row.ts'
import { settledCosts } from './settle.ts'

const REQUESTS = 50

export async function measureRequestCosts(environment: Record<string, string>): Promise<string[][]> {
  const meter = await meterServices(environment)
  const web = await startWeb({ ...environment, ...meter.environment })
  const client = await createRemoteClient(web.url)
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Bench' })
  const question = { model: environment['AI_MODELS']?.split(',')[0], messages: [{ role: 'user', content: 'Hello' }] }
  const rows = [
    await measureRequest(meter, 'a read of a project', '7 billed', () => client.fetch('GET', `/api/projects/${id}`)),
    await measureRequest(meter, 'a file written', '7 billed', (index) => writeFile(client, id, index)),
    await measureRequest(meter, 'a question to a model at `/v1`', '', () =>
      client.fetch('POST', '/v1/chat/completions', question),
    ),
    // What probes and scrapes ask of a process that nobody calls.
    await measureRequest(meter, '`GET /health`', '0', () => client.fetch('GET', '/health')),
    await measureRequest(meter, '`GET /health/ready`', '', () => client.fetch('GET', '/health/ready')),
    await measureRequest(meter, '`GET /metrics`', '', () => client.fetch('GET', '/metrics')),
  ]
  web.kill()
  await meter.close()
  return rows
}

async function measureRequest(
  meter: CostMeter,
  what: string,
  most: string,
  ask: (index: number) => Promise<Response>,
): Promise<string[]> {
  const read = await meter.start()
  for (let index = 0; index < REQUESTS; index += 1) {
    const answer = await ask(index)
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${what} was answered with ${answer.status}`)
  }
  return costRow({ what, costs: await settledCosts(read), parts: REQUESTS, most })
}

function writeFile(client: RemoteClient, projectId: string, index: number): Promise<Response> {
  return client.fetch('PUT', `/api/projects/${projectId}/files/notes.txt`, `Written ${index} times.\n`)
}
