/** What Redis is shared with finds all of ours behind it. */
const PREFIX = 'samokoder'

/** Everything that Samokoder keeps in Redis. All of it may be lost: facts are in Postgres. */
export const redisKeys = {
  /** A hash: the sums of the fleet, a field for each series. */
  metrics: `${PREFIX}:metrics`,
  /** The last scorecard of the twelve factors, as JSON. */
  scorecard: `${PREFIX}:factors`,
  /** What the last probe found, as JSON. */
  probe: `${PREFIX}:probe`,
  /** A hash: how often in a row a provider has failed, and until when it rests. */
  providerHealth: (provider: string) => `${PREFIX}:provider:${provider}`,
  /** A list: rows of the usage ledger that could not be stored, as JSON. */
  lostUsage: `${PREFIX}:usage`,
  /** A list: when the requests of an account, an address or a key were let through, and codes of an account. */
  rate: (scope: 'account' | 'address' | 'key' | 'codes', who: string) => `${PREFIX}:rate:${scope}:${who}`,
  /** Is there when a code of a factor of an account was used; the digest is of all three. */
  usedCode: (digest: string) => `${PREFIX}:code:${digest}`,
  /** What the key for programs with this hash may do, as JSON. */
  apiKey: (hash: string) => `${PREFIX}:key:${hash}`,
  /** What a model has answered to a request that was asked to be kept, sealed. */
  answer: (digest: string) => `${PREFIX}:answer:${digest}`,
  /** What a response said to an account, as JSON: its items. */
  responseOutput: (owner: string, key: string) => `${PREFIX}:response:${owner}:${key}`,
  /** A stream: the events of a run, for those who watch it from elsewhere. */
  runEvents: (runId: string) => `${PREFIX}:run:${runId}:events`,
  /** Is there when somebody has called for the driver of a run. */
  runCall: (runId: string) => `${PREFIX}:run:${runId}:call`,
} as const
