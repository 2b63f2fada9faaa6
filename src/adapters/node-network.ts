// The network of a process: names are resolved once, and connections go to the addresses that were checked.
import { lookup } from 'node:dns/promises'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIPv6 } from 'node:net'
import { Readable } from 'node:stream'
import type { Network } from '../app.ts'
import { sendBody } from './send-body.ts'

/** Statuses with which a Response may have no body. */
const BODILESS = new Set([101, 204, 205, 304])

export const nodeNetwork: Network = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  fetchAt: async (url, init, addresses) => toResponse(await send(url, init, addresses)),
}

function send(url: URL, init: RequestInit, addresses: readonly string[]): Promise<IncomingMessage> {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  const options: RequestOptions = {
    method: init.method ?? 'GET',
    // What comes is handed on as it comes, so that it must not be packed.
    headers: { ...Object.fromEntries(new Headers(init.headers)), 'accept-encoding': 'identity' },
    // A connection that another request has left would be to an address that was checked for that one.
    agent: false,
    lookup: (_host, { all }, done) => {
      const [first] = found
      if (all === true) done(null, found)
      else done(null, first?.address ?? '', first?.family)
    },
    ...(init.signal ? { signal: init.signal } : {}),
  }
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options)
    request.once('response', resolve)
    // Also behind the answer, where the stream of its body tells it.
    request.on('error', reject)
    sendBody(request, init.body)
  })
}

function toResponse(message: IncomingMessage): Response {
  const { statusCode = 502, headers } = message
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  if (BODILESS.has(statusCode)) message.resume()
  const body = BODILESS.has(statusCode) ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>)
  return new Response(body, { status: statusCode, headers: pairs })
}
