import { describe, expect, it } from 'vitest'
import { addressOf, PROJECT_VIEWS, readAddress, type Place } from '../../../src/pages/studio/addresses.ts'

const ID = '0d1f9a52-2f44-4a0c-9d0a-6f5a3f0f9a11'
const TOKEN = 'member-0123456789abcdef0123456789abcdef'

describe('addresses of the Studio', () => {
  it('lead to the place that they were made of', () => {
    const places: Place[] = [
      { page: 'home' },
      { page: 'settings' },
      { page: 'operator' },
      { page: 'invitation', token: TOKEN },
      ...PROJECT_VIEWS.map((view) => ({ page: 'project' as const, id: ID, view })),
    ]
    for (const place of places) expect(readAddress(addressOf(place))).toEqual(place)
  })

  it('lead home where they are none, and to the conversation where a project has no such view', () => {
    const strange = [
      '',
      '#',
      '#/moon',
      '#/projects/7',
      '#/invitations/',
      `#/invitations/${TOKEN}/..`,
      '#/invitations/a b',
    ]
    for (const hash of strange) expect([hash, readAddress(hash)]).toEqual([hash, { page: 'home' }])
    expect(readAddress(`#/projects/${ID}/moon`)).toEqual({ page: 'project', id: ID, view: 'chat' })
  })

  it('take what the mails of Auth bring', () => {
    expect(readAddress('#/reset?token_hash=h')).toEqual({ page: 'reset', token: { tokenHash: 'h' } })
    expect(readAddress('#access_token=t&type=recovery')).toEqual({ page: 'reset', token: { accessToken: 't' } })
    expect(readAddress('#error=access_denied&error_code=otp_expired')).toEqual({ page: 'reset', token: undefined })
  })
})
