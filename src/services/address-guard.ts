// Which addresses a URL that an account gives may lead to. Ranges are those of the IANA registries of special-purpose addresses.
import { unlessAborted } from '../timing.ts'

/** How long a name may take to be resolved, where no signal says otherwise. */
const RESOLVE_TIMEOUT_MS = 5000

export type AddressRules = {
  /** Whether networks of the operator's own may be reached, loopback included. */
  allowPrivate: boolean
}

/** Why a URL is not called. Its message says nothing of what stands behind the URL. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** Addresses of a name, of both families. Throws whatever it fails with. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<string[]>

/**
 * The addresses that a URL may be called at: all that its name has, if every one of them is allowed.
 * @throws {AddressRefused}
 */
export async function resolveAllowed(
  url: URL,
  resolve: ResolveHost,
  rules: AddressRules,
  signal: AbortSignal = AbortSignal.timeout(RESOLVE_TIMEOUT_MS),
): Promise<string[]> {
  const isPlain = url.protocol === 'http:' && rules.allowPrivate
  if (url.protocol !== 'https:' && !isPlain) throw new AddressRefused('the URL is not https')
  if (url.username !== '' || url.password !== '') throw new AddressRefused('the URL has a user or a password')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  const addresses = parseAddress(host) === undefined ? await resolveName(host, resolve, signal) : [host]
  if (addresses.length === 0) throw new AddressRefused('the host has no address')
  if (!addresses.every((address) => isAllowedAddress(address, rules))) {
    throw new AddressRefused('the host has an address that is not public')
  }
  return addresses
}

async function resolveName(host: string, resolve: ResolveHost, signal: AbortSignal): Promise<string[]> {
  try {
    // Resolvers of systems take their time, and cannot be told to stop.
    const found = await unlessAborted(resolve(host, signal), signal)
    if (found !== undefined) return found
  } catch (cause) {
    throw new AddressRefused('the host cannot be resolved', { cause })
  }
  throw new AddressRefused('the host could not be resolved in time')
}

/** Whether an address may be called. What is no address may not. */
export function isAllowedAddress(text: string, { allowPrivate }: AddressRules): boolean {
  const bytes = parseAddress(text)
  if (bytes === undefined || isWithin(bytes, METADATA)) return false
  if (isWithin(bytes, PRIVATE)) return allowPrivate
  if (bytes.length === 4) return !isWithin(bytes, SPECIAL)
  // A network with IPv6 alone reaches IPv4 through it: what counts is the address within.
  if (isWithin(bytes, NAT64)) return isAllowedAddress([...bytes.subarray(12)].join('.'), { allowPrivate })
  return isWithin(bytes, GLOBAL) && !isWithin(bytes, SPECIAL)
}

/** An IPv4 or IPv6 address as its bytes; undefined for anything else, scoped addresses included. */
export function parseAddress(text: string): Uint8Array | undefined {
  if (!text.includes(':')) return parseV4(text)
  const [, head = text, v4] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? []
  const last = v4 === undefined ? undefined : parseV4(v4)
  if (v4 !== undefined && last === undefined) return undefined
  const words = last === undefined ? head : head + [0, 2].map((at) => hexOf(last, at)).join(':')
  const halves = words.split('::')
  if (halves.length > 2) return undefined
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const gap = 8 - before.length - after.length
  if (halves.length === 2 ? gap < 1 : gap !== 0) return undefined
  const all = [...before, ...Array.from({ length: gap }, () => '0'), ...after]
  if (!all.every((word) => /^[\da-f]{1,4}$/i.test(word))) return undefined
  return Uint8Array.from(all.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255]))
}

function hexOf(bytes: Uint8Array, at: number): string {
  return (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16)
}

function parseV4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined
  }
  return Uint8Array.from(parts, Number)
}

type Range = { start: Uint8Array; bits: number }

function ranges(...texts: string[]): Range[] {
  return texts.map((text) => {
    const [address = '', bits = ''] = text.split('/')
    const start = parseAddress(address)
    if (start === undefined) throw new Error(`${text} is no range of addresses`)
    return { start, bits: Number(bits) }
  })
}

function isWithin(address: Uint8Array, list: readonly Range[]): boolean {
  return list.some(({ start, bits }) => {
    if (start.length !== address.length) return false
    return start.every((byte, index) => {
      const left = Math.min(8, Math.max(0, bits - index * 8))
      return ((byte ^ (address[index] ?? 0)) & (0xff << (8 - left)) & 0xff) === 0
    })
  })
}

/** Where platforms tell their machines secrets, beside the addresses of the link: Azure, Alibaba, Oracle, AWS, Google. */
const METADATA = ranges(
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
)
/** Loopback, networks of one's own, and those between carriers and their customers. */
const PRIVATE = ranges(
  '10.0.0.0/8',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
)
const NAT64 = ranges('64:ff9b::/96')
/** All that is given out of IPv6: not the unspecified, the link's, multicast, or IPv4 in the form of IPv6. */
const GLOBAL = ranges('2000::/3')
/** Within what is given out: this network, the link, protocols, documentation, tests, tunnels, multicast, reserved. */
const SPECIAL = ranges(
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
)
