import { expect, it } from 'vitest'
import { allows, type Action } from '../../src/pages/studio/may.ts'
import { ROLES } from '../../src/services/database-types.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { makeStack } from '../support/stack.ts'

const ACTIONS: Action[] = ['read', 'write', 'run', 'manage']

it('the Studio offers each role what the database allows it', async () => {
  const database = connectAsService(makeStack().config)
  for (const role of ROLES) {
    for (const action of ACTIONS) {
      // No program but this test asks it by itself.
      const { data } = await database.rpc('allows' as never, { p_role: role, p_action: action } as never)
      expect([role, action, allows(role, action)]).toEqual([role, action, data])
    }
  }
})
