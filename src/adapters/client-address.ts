/**
 * The address of a client behind `trustedHops` proxies, each of which appends its own peer to X-Forwarded-For. What
 * stands further left was written by the client and is not believed. A chain that is shorter than the proxies are has
 * not come through all of them: then only the peer is certain.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  trustedHops: number,
): string | undefined {
  if (trustedHops === 0) return plain(peer)
  const chain = (forwardedFor ?? '').split(',').map((address) => withoutPort(address.trim()))
  const told = chain.at(-trustedHops) ?? ''
  return plain(ADDRESS.test(told) ? told : peer)
}

/** IPv4 or IPv6, by their letters: what else stands there would end in the log, and as a key of the limiter. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:)[\da-f:.]{2,45})$/i

/** Some proxies note `192.0.2.1:443` or `[2001:db8::1]:443`; each connection of a client has another port. */
function withoutPort(address: string): string {
  const [, v6, v4] = /^(?:\[([^\]]+)\](?::\d+)?|(\d[\d.]*):\d+)$/.exec(address) ?? []
  return v6 ?? v4 ?? address
}

/** An IPv4 address that a dual-stack socket shows as IPv6 (`::ffff:192.0.2.1`) in its usual form. */
function plain(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '')
}
