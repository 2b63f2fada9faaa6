import assert from 'node:assert/strict'
import { group } from '../case.ts'
import { runToEnd } from '../event-stream.ts'
import { valueOf } from '../raw-http.ts'
import { createProject, register } from '../site.ts'
import { wholeAnswer } from '../suite-model.ts'

const REQUESTS = 50

export const isolation = group('requests at the same time', {
  'fifty keep their request ids and their callers apart': async (site) => {
    const accounts = [site.account, await register(site), await register(site)]
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, async (_, index) => {
        const account = accounts[index % accounts.length]
        const headers: [string, string][] = [['X-Request-Id', `at-once-${index}`]]
        const answer = await site.send('GET', '/api/auth/user', {
          headers,
          ...(account === undefined ? {} : { account }),
        })
        return {
          index,
          id: valueOf(answer, 'x-request-id'),
          status: answer.status,
          body: answer.body.toString(),
          account,
        }
      }),
    )
    for (const { index, id, status, body, account } of answers) {
      assert.equal(status, 200)
      assert.equal(id, `at-once-${index}`)
      assert.equal((JSON.parse(body) as { email: string }).email, account?.email)
    }
  },
  'fifty errors carry their own request ids': async (site) => {
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, (_, index) =>
        site.send('GET', '/nothing', { headers: [['X-Request-Id', `none-${index}`]] }),
      ),
    )
    const ids = answers.map(
      ({ body }) => (JSON.parse(body.toString()) as { error: { request_id: string } }).error.request_id,
    )
    assert.deepEqual(
      ids,
      Array.from({ length: REQUESTS }, (_, index) => `none-${index}`),
    )
  },
  'five runs keep their events apart': async (site) => {
    const runs = await Promise.all(
      Array.from({ length: 5 }, async () =>
        runToEnd(site, await createProject(site), site.model.scene(wholeAnswer).prompt),
      ),
    )
    assert.equal(new Set(runs.map(({ runId }) => runId)).size, 5)
    for (const { events } of runs) {
      assert.equal(events.at(-1)?.event, 'run.succeeded')
      assert.equal(events.filter(({ event }) => event === 'file.completed').length, 2)
    }
  },
})
