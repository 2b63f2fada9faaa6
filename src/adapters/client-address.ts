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
  const chain = (forwardedFor ?? '').split(',').map((address) => address.trim())
  return plain(chain.at(-trustedHops) || peer)
}

/** An IPv4 address that a dual-stack socket shows as IPv6 (`::ffff:192.0.2.1`) in its usual form. */
function plain(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '')
}
