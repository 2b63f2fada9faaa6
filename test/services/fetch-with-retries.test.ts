import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchWithRetries } from '../../src/services/fetch-with-retries.ts'

type Answer = { status: number; headers?: Record<string, string> } | 'reset'
let answers: Answer[] = []
let bodies: string[] = []
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    bodies.push(body)
    const answer = answers.shift() ?? { status: 200 }
    if (answer === 'reset') return void response.destroy()
    response.writeHead(answer.status, answer.headers)
    response.end()
  })
})
let url: string

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => server.close())

async function ask(...script: Answer[]): Promise<{ status: number; calls: string[] }> {
  answers = script
  bodies = []
  const response = await fetchWithRetries(fetch)(url, { method: 'POST', body: 'facts' })
  return { status: response.status, calls: bodies }
}

describe('a patient fetch', () => {
  it.each<Answer>(['reset', { status: 500 }, { status: 503 }, { status: 429 }, { status: 522 }])(
    'makes a call again that failed with %j',
    async (fault) => {
      expect(await ask(fault)).toEqual({ status: 200, calls: ['facts', 'facts'] })
    },
  )

  it.each([200, 400, 401, 404, 409])('takes %i as an answer', async (status) => {
    expect(await ask({ status })).toEqual({ status, calls: ['facts'] })
  })

  it('does not wait for a service that asks for more patience than it has', async () => {
    expect(await ask({ status: 503, headers: { 'Retry-After': '60' } })).toEqual({ status: 503, calls: ['facts'] })
  })
})
