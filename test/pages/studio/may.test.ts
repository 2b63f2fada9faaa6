import { describe, expect, it } from 'vitest'
import { stepsFor } from '../../../src/pages/studio/may.ts'
import { ROLES } from '../../../src/services/database-types.ts'

describe('what the Studio offers to do about a member', () => {
  it('lets the owner change others, nobody the owner, and all but the owner leave', () => {
    expect(stepsFor('owner', 'viewer', false)).toEqual(['make_editor', 'make_owner', 'remove'])
    expect(stepsFor('owner', 'editor', false)).toEqual(['make_viewer', 'make_owner', 'remove'])
    expect(stepsFor('owner', 'owner', true)).toEqual([])
    for (const own of ['editor', 'viewer'] as const) {
      expect(stepsFor(own, own, true)).toEqual(['leave'])
      for (const other of ROLES) expect(stepsFor(own, other, false)).toEqual([])
    }
  })
})
