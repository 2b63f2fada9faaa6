import type { ForcedDifference } from './compare.ts'

export const FORCED: ForcedDifference[] = [
  {
    runtimes: ['edge-runtime', 'lambda'],
    at: /(?:^|\.)headers\.(?:content-length|transfer-encoding)(?:\.|$)/,
    cause: 'The platform streams every answer: its length is not known when it begins, so it is framed in chunks.',
  },
  {
    runtimes: ['edge-runtime', 'lambda'],
    cases: /^media in parts/,
    at: /^head\.\d+\.content-length$/,
    cause: 'The same: the platform tells no length, of an answer to HEAD neither.',
  },
  {
    runtimes: ['bun', 'deno', 'workerd'],
    cases: /^(?:POST \/mcp|GET \/ and what|a plain project)/,
    at: /(?:^|\.)headers\.(?:content-length|transfer-encoding)(?:\.|$)/,
    cause:
      'The server notes the length of an answer without a body as 0, which Node sends in chunks, of which there are none.',
  },
  {
    runtimes: ['bun', 'deno'],
    cases: /^HEAD, without a body$/,
    at: /headers\.content-length(?:\.|$)/,
    cause: 'The server notes the length of an answer without a body as 0, which Node leaves out.',
  },
  {
    runtimes: ['workerd'],
    cases: /^repeated headers/,
    at: /^(?:withoutValue\b.*|authorizationBehindNone)$/,
    cause: 'A header without a value is dropped, as if it had not been sent.',
  },
  {
    runtimes: ['edge-runtime'],
    cases: /^TRACE/,
    at: /\b(?:status|headers\b.*|body)$/,
    cause: 'The platform makes a Request first, which cannot have this method.',
  },
  {
    runtimes: ['lambda'],
    cases: /^in the middle of a request body/,
    at: /^logged\b/,
    cause: 'A function is called when the whole body is there.',
  },
  {
    runtimes: ['workerd'],
    cases: /^(?:in mid-stream, the only watcher|leaving before the head)/,
    at: /^(?:reading|closed|charges\b.*)$/,
    cause: 'A client that left is noticed with the next write: the next heartbeat, or the head of the answer.',
  },
  {
    runtimes: ['edge-runtime'],
    cases: /^leaving before the head/,
    at: /^(?:closed|charges\b.*)$/,
    cause: 'A request has no signal: a client that left is noticed when its answer is read.',
  },
  {
    runtimes: ['lambda'],
    cases: /^(?:in mid-stream, the only watcher|leaving (?:before the head|in mid-stream))/,
    at: /^(?:reading|closed|charges\b.*)$/,
    cause: 'The platform does not tell a function that its client has left.',
  },
  {
    runtimes: ['deno'],
    cases: /^hangs up at once$/,
    at: /^calls\.1$/,
    cause: 'Its fetch asks again when a connection that it had kept open turns out to be closed (now and then).',
  },
]
