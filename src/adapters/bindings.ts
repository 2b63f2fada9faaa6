// What every adapter does alike: open the app in an environment, and hand each request over with what its runtime knows.
import {
  attachNetwork,
  canSignTokens,
  ConfigError,
  createApp,
  createLog,
  parseConfig,
  type Config,
  type Log,
  type Network,
  type RuntimeBindings,
} from '../app.ts'
import { clientAddress } from './client-address.ts'

// The build writes these in. app.js cannot hold its own hash, so the entries beside it do.
declare const BUILD_COMMIT: string
declare const BUILD_APP_SHA256: string
declare const BUILD_STUDIO: RuntimeBindings['studio']
declare const BUILD_REFERENCE: RuntimeBindings['reference']

export type Defer = RuntimeBindings['defer']
export type Served = {
  config: Config
  log: Log
  /** Answers a request; `peer` is the address at the other end of the connection, as far as the runtime tells. */
  fetch: (request: Request, peer: string | undefined, defer: Defer) => Response | Promise<Response>
}

type RuntimeTraits = Partial<
  Pick<RuntimeBindings, 'draining' | 'isolatesRequests' | 'longestWaitMs' | 'servesStudio'>
> & {
  onTerminal?: boolean
  /** Where the runtime can resolve names, and connect to an address. */
  network?: Network
}

/** @throws {ConfigError} with every problem of the environment */
export function openApp(
  runtime: string,
  environment: Record<string, unknown>,
  {
    draining,
    isolatesRequests = false,
    longestWaitMs,
    servesStudio = false,
    onTerminal = false,
    network,
  }: RuntimeTraits = {},
): Served {
  const config = readConfig(environment, onTerminal)
  if (network !== undefined) attachNetwork(config, network)
  const log = createLog(config, onTerminal)
  const app = createApp(config, log)
  if (!canSignTokens(config)) {
    log('warn', 'keys for programs are off, as neither SUPABASE_JWT_SECRET nor SUPABASE_SIGNING_KEY is set')
  }
  const build = { commit: BUILD_COMMIT, appSha256: BUILD_APP_SHA256 }
  return {
    config,
    log,
    fetch: (request, peer, defer) => {
      const address = clientAddress(peer, request.headers.get('X-Forwarded-For'), config.TRUSTED_HOPS)
      const traits = { draining, isolatesRequests, longestWaitMs, servesStudio }
      const files = { studio: BUILD_STUDIO, reference: BUILD_REFERENCE }
      const bindings = { runtime, build, ...files, clientAddress: address, defer, ...traits }
      return app.fetch(withPlainUrl(request), bindings satisfies RuntimeBindings)
    },
  }
}

/** On every runtime, a bad environment is a line of the log that says all that is wrong with it. */
function readConfig(environment: Record<string, unknown>, onTerminal: boolean): Config {
  try {
    return parseConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) {
      createLog(undefined, onTerminal)('error', 'the environment is not valid', { problems: error.problems })
    }
    throw error
  }
}

/** Deno and workerd hand a path on as it was sent; elsewhere `/a/../b` is `/b` by then. */
function withPlainUrl(request: Request): Request {
  if (!/\/(?:\.|%2e)/i.test(request.url) || !URL.canParse(request.url)) return request
  return withUrl(request, new URL(request.url).href)
}

/** The same request; a new one cannot be made with every method that comes in. */
export function withUrl(request: Request, url: string): Request {
  return url === request.url ? request : Object.defineProperty(request, 'url', { value: url })
}
