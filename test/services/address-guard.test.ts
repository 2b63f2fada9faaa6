import { describe, expect, it } from 'vitest'
import { AddressRefused, isAllowedAddress, parseAddress, resolveAllowed } from '../../src/services/address-guard.ts'

const PUBLIC = { allowPrivate: false }
const OPEN = { allowPrivate: true }

describe('an address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '2606:4700::1111'])(
    'may be called that is public: %s',
    (address) => expect(isAllowedAddress(address, PUBLIC)).toBe(true),
  )

  it.each([
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['loopback', '::1'],
    ['of a carrier', '100.64.0.1'],
    ['of a carrier', '100.127.255.254'],
    ['private', 'fc00::1'],
    ['private', 'fdff:ffff::1'],
    ['private within NAT64', '64:ff9b::10.0.0.1'],
  ])('is for operators who allow it that is %s: %s', (_, address) => {
    expect([isAllowedAddress(address, PUBLIC), isAllowedAddress(address, OPEN)]).toEqual([false, true])
  })

  it.each([
    ['of the link, with the metadata of clouds', '169.254.169.254'],
    ['of the link', 'fe80::1'],
    ['of the metadata of a cloud', '100.100.100.200'],
    ['of the metadata of a cloud', '168.63.129.16'],
    ['of the metadata of a cloud', '192.0.0.192'],
    ['of the metadata of a cloud', 'fd00:ec2::254'],
    ['IPv4 in the form of IPv6', '::ffff:10.0.0.1'],
    ['IPv4 in the form of IPv6', '::ffff:8.8.8.8'],
    ['IPv4 in the form of IPv6', '::ffff:7f00:1'],
    ['IPv4 in the form of IPv6', '::127.0.0.1'],
    ['the metadata of clouds within NAT64', '64:ff9b::169.254.169.254'],
    ['the end of a tunnel', '2002:7f00:1::1'],
    ['the end of a tunnel', '2001:0:1::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['for documents', '2001:db8::1'],
    ['no address', 'example.com'],
    ['no address', '1.2.3'],
    ['no address', '0x7f.0.0.1'],
    ['no address', '010.0.0.1'],
    ['no address', 'fe80::1%eth0'],
    ['no address', '1::2::3'],
    ['no address', '1:2:3:4:5:6:7:8:9'],
  ])('is never called that is %s: %s', (_, address) => {
    expect([isAllowedAddress(address, PUBLIC), isAllowedAddress(address, OPEN)]).toEqual([false, false])
  })

  it('is read in every form that it has', () => {
    const bytes = (text: string) => [...(parseAddress(text) ?? [])]
    expect(bytes('1.2.3.4')).toEqual([1, 2, 3, 4])
    expect(bytes('1:2::8')).toEqual([0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8])
    expect(bytes('::1.2.3.4')).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])
    expect(bytes('ABCD::')).toEqual([0xab, 0xcd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  })
})

describe('a URL', () => {
  const to = (text: string, addresses: string[], rules = PUBLIC) =>
    resolveAllowed(new URL(text), () => Promise.resolve(addresses), rules)

  it('leads to all addresses of its host, or nowhere when one of them is not allowed', async () => {
    expect(await to('https://ai.example/v1', ['8.8.8.8', '2606:4700::1111'])).toEqual(['8.8.8.8', '2606:4700::1111'])
    await expect(to('https://ai.example/v1', ['8.8.8.8', '10.0.0.1'])).rejects.toThrow(AddressRefused)
    await expect(to('https://ai.example/v1', [])).rejects.toThrow('no address')
    await expect(
      resolveAllowed(new URL('https://ai.example'), () => Promise.reject(new Error('down')), PUBLIC),
    ).rejects.toThrow('cannot be resolved')
  })

  it('is not waited for longer than its signal says', async () => {
    const never = () => new Promise<string[]>(() => undefined)
    await expect(resolveAllowed(new URL('https://ai.example'), never, PUBLIC, AbortSignal.timeout(10))).rejects.toThrow(
      'in time',
    )
  })

  it.each([
    'https://2130706433/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://127.0.0.1./',
  ])('is held to the address that it spells in another way: %s', async (text) => {
    // Whatever a name server would say of it.
    await expect(to(text, ['8.8.8.8'])).rejects.toThrow('not public')
  })

  it('is https, without a user, unless private addresses are allowed', async () => {
    await expect(to('http://ai.example/v1', ['8.8.8.8'])).rejects.toThrow('not https')
    expect(await to('http://ai.example/v1', ['10.0.0.1'], OPEN)).toEqual(['10.0.0.1'])
    await expect(to('https://me:secret@ai.example/', ['8.8.8.8'], OPEN)).rejects.toThrow('a user')
    await expect(to('ftp://ai.example/', ['8.8.8.8'], OPEN)).rejects.toThrow('not https')
  })
})
