// A project that more than one account works on.
import assert from 'node:assert/strict'
import { group } from '../case.ts'
import { observe } from '../neutral.ts'
import { createProject, register, type Ask, type Site } from '../site.ts'

async function step(site: Site, expected: number, method: string, target: string, ask: Partial<Ask> = {}) {
  const answer = await site.send(method, target, { account: site.account, ...ask })
  assert.equal(answer.status, expected, `${method} ${target}: ${answer.body.toString().slice(0, 300)}`)
  return answer
}

export const members = group('members', {
  'an invitation by token makes one, who reads, is refused by the role, and leaves': async (site) => {
    const project = `/api/projects/${await createProject(site)}`
    const account = await register(site)
    const json = { role: 'viewer' }
    const { token, id } = await site.json<{ token: string; id: string }>('POST', `${project}/invitations`, { json })
    const { items } = await site.json<{ items: { id: string }[] }>('GET', `${project}/invitations`)
    assert.deepEqual(
      items.map((one) => one.id),
      [id],
    )
    await step(site, 200, 'POST', '/api/invitations/accept', { account, json: { token } })
    const seen = [
      await step(site, 404, 'POST', '/api/invitations/accept', { account, json: { token } }),
      await step(site, 403, 'PUT', `${project}/files/a.txt`, { account, body: 'x' }),
      await step(site, 403, 'GET', `${project}/invitations`, { account }),
    ]
    await step(site, 200, 'GET', `${project}/members`, { account })
    await step(site, 204, 'DELETE', `${project}/members/${account.userId}`, { account })
    return [...seen, await step(site, 404, 'GET', project, { account })].map(observe)
  },
  'an invitation by address is found there, declined, revoked or taken': async (site) => {
    const project = `/api/projects/${await createProject(site)}`
    const account = await register(site)
    const invite = async () => {
      const json = { email: account.email, role: 'editor' }
      const { id } = await site.json<{ id: string }>('POST', `${project}/members`, { json })
      return id
    }
    await step(site, 204, 'DELETE', `${project}/invitations/${await invite()}`)
    await step(site, 204, 'DELETE', `/api/invitations/${await invite()}`, { account })
    const id = await invite()
    const own = await site.json<{ items: { id: string }[] }>('GET', '/api/invitations', { account })
    assert.deepEqual(
      own.items.map((one) => one.id),
      [id],
    )
    const taken = await site.json<{ role: string }>('POST', `/api/invitations/${id}/accept`, { account })
    assert.equal(taken.role, 'editor')
    const member = `${project}/members/${account.userId}`
    const owner = `${project}/members/${site.account.userId}`
    await step(site, 200, 'PATCH', member, { json: { role: 'viewer' } })
    const seen = [
      await step(site, 409, 'DELETE', owner),
      await step(site, 409, 'PATCH', owner, { json: { role: 'viewer' } }),
      await step(site, 204, 'DELETE', member),
    ]
    return seen.map(observe)
  },
})
