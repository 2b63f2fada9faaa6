import type * as z from 'zod'
import type { factorListSchema, freshFactorSchema } from '../../../accounts/factors.ts'
import { call, callJson } from './call.ts'
import { toProblem } from './problem.ts'

export type Factor = z.infer<typeof factorListSchema>['items'][number]
export type FreshFactor = z.infer<typeof freshFactorSchema>

/** Those that count; undefined where this deployment has none. */
export async function listFactors(): Promise<Factor[] | undefined> {
  try {
    const { items } = await callJson<{ items: Factor[] }>('GET', 'api/auth/mfa')
    return items.filter(({ status }) => status === 'verified')
  } catch (error) {
    if (toProblem(error).code === 'not_configured') return undefined
    throw error
  }
}

export function enrollFactor(name: string): Promise<FreshFactor> {
  return callJson('POST', 'api/auth/mfa', { json: name === '' ? {} : { name } })
}

export async function removeFactor(id: string): Promise<void> {
  await call('DELETE', `api/auth/mfa/${id}`)
}
