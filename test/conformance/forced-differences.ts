import type { ForcedDifference } from './compare.ts'

export const FORCED: ForcedDifference[] = [
  {
    runtimes: ['edge-runtime', 'lambda'],
    at: /(?:^|\.)headers\.(?:content-length|transfer-encoding)(?:\.|$)/,
    cause: 'The platform streams every answer: its length is not known when it begins, so it is framed in chunks.',
  },
  {
    runtimes: ['bun', 'deno'],
    cases: /^HEAD, without a body$/,
    at: /headers\.content-length(?:\.|$)/,
    cause: 'The server notes the length of an answer without a body as 0, which Node leaves out.',
  },
  {
    runtimes: ['workerd'],
    cases: /^in mid-stream: the watching ends/,
    at: /^reading$/,
    cause: 'A client that left is noticed with the next write, which is the next heartbeat at the latest.',
  },
  {
    runtimes: ['lambda'],
    cases: /^in mid-stream: the watching ends/,
    at: /^reading$/,
    cause: 'The platform does not tell a function that its client has left.',
  },
  {
    runtimes: ['deno'],
    cases: /^hangs up at once$/,
    at: /^calls\.1$/,
    cause: 'Its fetch asks again when a connection that it had kept open turns out to be closed (now and then).',
  },
]
