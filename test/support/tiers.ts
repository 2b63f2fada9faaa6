import { randomUUID } from 'node:crypto'
import type { Config } from '../../src/config.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'

/** Puts an account on a tier of its own with these limits. */
export async function putOnTier(config: Config, userId: string, limits: Record<string, number>): Promise<void> {
  const database = connectAsService(config)
  const tier = `t${randomUUID().slice(0, 8)}`
  rowsOf(
    await database
      .from('tier_limits')
      .insert({ tier, ...limits })
      .select(),
  )
  const { error } = await database.rpc('set_user', { p_id: userId, p_role: null, p_tier: tier })
  if (error !== null) throw new Error('the tier was not set', { cause: error })
}
