import { parseAddress } from './address-guard.ts'

/** developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json */
const RESOLVER_URL = 'https://cloudflare-dns.com/dns-query'
const RECORD_TYPES = { A: 1, AAAA: 28 } as const

/** The addresses of a name, for runtimes that resolve none for us. Throws what fetch throws, and when a resolver refuses. */
export async function resolveOverHttps(host: string, signal: AbortSignal, url = RESOLVER_URL): Promise<string[]> {
  const init: RequestInit = { headers: { Accept: 'application/dns-json' }, redirect: 'manual', signal }
  const found = await Promise.all(
    Object.keys(RECORD_TYPES).map(async (type) => {
      const response = await fetch(`${url}?name=${encodeURIComponent(host)}&type=${type}`, init)
      if (!response.ok) throw new Error(`status ${response.status} of DNS over HTTPS`)
      return addressesOf(await response.json())
    }),
  )
  return found.flat()
}

function addressesOf(answer: unknown): string[] {
  const { Answer: records } = Object(answer) as { Answer?: unknown }
  if (!Array.isArray(records)) return []
  const types: readonly unknown[] = Object.values(RECORD_TYPES)
  return records.flatMap((record: unknown) => {
    const { type, data } = Object(record) as { type?: unknown; data?: unknown }
    return types.includes(type) && typeof data === 'string' && parseAddress(data) !== undefined ? [data] : []
  })
}
