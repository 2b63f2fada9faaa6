import { describe, expect, it } from 'vitest'
import { clientAddress } from '../../src/adapters/client-address.ts'

const PEER = '10.0.0.1'

describe('the address of a client', () => {
  it('is that of the peer when no proxy is trusted, whatever the client says', () => {
    expect(clientAddress(PEER, '203.0.113.9', 0)).toBe(PEER)
  })

  it('is what the outermost trusted proxy has seen', () => {
    expect(clientAddress(PEER, '203.0.113.9', 1)).toBe('203.0.113.9')
    expect(clientAddress(PEER, '203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9')
  })

  it('is not what the client has written further left', () => {
    expect(clientAddress(PEER, '1.1.1.1, 203.0.113.9', 1)).toBe('203.0.113.9')
    expect(clientAddress(PEER, '1.1.1.1,203.0.113.9,10.0.0.2', 2)).toBe('203.0.113.9')
  })

  it('is that of the peer when the request has not come through every proxy', () => {
    expect(clientAddress(PEER, null, 1)).toBe(PEER)
    expect(clientAddress(PEER, '203.0.113.9', 2)).toBe(PEER)
    expect(clientAddress(PEER, '', 1)).toBe(PEER)
  })

  it('is without the port that some proxies note, as each connection has another', () => {
    expect(clientAddress(PEER, '203.0.113.9:50123', 1)).toBe('203.0.113.9')
    expect(clientAddress(PEER, '[2001:db8::1]:50123', 1)).toBe('2001:db8::1')
    expect(clientAddress(PEER, '[2001:db8::1]', 1)).toBe('2001:db8::1')
    expect(clientAddress(PEER, '2001:db8::1', 1)).toBe('2001:db8::1')
    expect(clientAddress(PEER, '::ffff:192.0.2.1', 1)).toBe('192.0.2.1')
  })

  it('is that of the peer where something else stands in place of an address', () => {
    const others = [
      'unknown',
      'a secret of the client',
      '\u001b[2J',
      'x'.repeat(10_000),
      ':'.repeat(100),
      '_hidden',
      '-',
    ]
    for (const other of others) expect(clientAddress(PEER, other, 1)).toBe(PEER)
  })

  it('shows an IPv4 address as such, and leaves IPv6 alone', () => {
    expect(clientAddress('::ffff:192.0.2.1', null, 0)).toBe('192.0.2.1')
    expect(clientAddress('2001:db8::1', null, 0)).toBe('2001:db8::1')
    expect(clientAddress(undefined, null, 0)).toBeUndefined()
  })
})
