import type * as z from 'zod'
import type { apiKeySchema, freshApiKeySchema } from '../../../accounts/api-keys.ts'
import type { providerKeySchema } from '../../../accounts/provider-keys.ts'
import type { Scope } from '../../../accounts/scopes.ts'
import type { limitsSchema, usageSchema } from '../../../accounts/usage.ts'
import type { validitySchema } from '../../../gateway/validate-key.ts'
import { call, callJson, onceOnly } from './call.ts'

export type { Scope }
export type ApiKey = z.infer<typeof apiKeySchema>
export type FreshApiKey = z.infer<typeof freshApiKeySchema>
export type ProviderKey = z.infer<typeof providerKeySchema>
export type Limits = z.infer<typeof limitsSchema>
export type Usage = z.infer<typeof usageSchema>
export type Validity = z.infer<typeof validitySchema>

export async function listKeys(): Promise<ApiKey[]> {
  return (await callJson<{ items: ApiKey[] }>('GET', 'api/keys?limit=100')).items
}

export function createKey(name: string, scopes: readonly Scope[]): Promise<FreshApiKey> {
  return callJson('POST', 'api/keys', { json: { name, scopes }, headers: onceOnly() })
}

export async function revokeKey(id: string): Promise<void> {
  await call('DELETE', `api/keys/${id}`)
}

export async function listProviderKeys(): Promise<ProviderKey[]> {
  return (await callJson<{ items: ProviderKey[] }>('GET', 'api/provider-keys')).items
}

export function putProviderKey(provider: string, key: string, baseUrl: string): Promise<ProviderKey> {
  const json = baseUrl === '' ? { key } : { key, base_url: baseUrl }
  return callJson('PUT', `api/provider-keys/${encodeURIComponent(provider)}`, { json })
}

export async function deleteProviderKey(provider: string): Promise<void> {
  await call('DELETE', `api/provider-keys/${encodeURIComponent(provider)}`)
}

export function validateProviderKey(provider: string): Promise<Validity> {
  return callJson('POST', `api/provider-keys/${encodeURIComponent(provider)}/validate`)
}

export function readLimits(): Promise<Limits> {
  return callJson('GET', 'api/limits')
}

export function readUsage(by: Usage['by']): Promise<Usage> {
  return callJson('GET', `api/usage?by=${by}`)
}
