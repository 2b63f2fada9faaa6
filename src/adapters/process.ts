// The life of a server process on Node, Bun and Deno, which all have Node's `process`: configuration from the
// environment, log on stdout, an honest end on SIGTERM.
import { ConfigError, describeError, exporterOf, type Exporting, type Log, type Network } from '../app.ts'
import { pause, withTimeout } from '../timing.ts'
import { openApp, type Defer, type Served } from './bindings.ts'
import { nodeNetwork } from './node-network.ts'
import { createFileServer, hasStudioFiles } from './studio-files.ts'

export type Listener = {
  /** Where it listens; a process that serves nobody has none. */
  at?: { url: string; port: number }
  /** Takes no new connection; resolves when the requests under way have ended. */
  close: () => Promise<unknown>
}
/**
 * How long new connections are still taken after SIGTERM, and after each request that still comes, up to a bound: they
 * were on their way, or nobody has told the balancer yet.
 */
const LINGER_MS = 500
const LONGEST_LINGER_MS = 5000

type Listen = (served: Served, defer: Defer) => Listener | Promise<Listener>

/** Serves until SIGTERM or SIGINT: exit code 0 after that, 78 for a bad environment, 1 when it cannot listen or go on. */
export async function runProcess(runtime: string, listen: Listen, network: Network = nodeNetwork): Promise<void> {
  let listener: Listener | undefined
  const draining = new AbortController()
  const served = open(runtime, draining.signal, network)
  const { config, log } = served
  const exporting = exporterOf(config).start()
  const work = trackWork()
  const exit: Exit = (code, message, fields) => endProcess({ log, exporting }, code, message, fields)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Heard for good: npm and supervisors send it again, and the grace period bounds the end anyhow.
    process.on(signal, () => {
      if (draining.signal.aborted) return
      draining.abort()
      log('info', 'stopping', { grace_seconds: config.SHUTDOWN_GRACE_SECONDS })
      const drained = drain(listener, work, served.lastCallAt)
      // Runs that do not end within the grace period are taken over by others.
      void withTimeout(drained, config.SHUTDOWN_GRACE_SECONDS * 1000, () => undefined).then(() =>
        exit(0, 'stopped', { unfinished: work.pending() }),
      )
    })
  }
  // Whoever reads the log may go away: that costs the log, no request.
  process.stdout.on('error', () => undefined)
  // The runtime would print it as it is, past the log and its redaction.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => void exit(1, 'crashed', describeError(error)))
  }
  try {
    listener = await listen(served, work.add)
    log('info', listener.at === undefined ? 'working' : 'listening', listener.at)
    if (listener.at !== undefined && config.METRICS_TOKEN === undefined) {
      log('warn', '/metrics and /factors answer to this machine only, as METRICS_TOKEN is not set')
    }
  } catch (error) {
    await exit(1, 'cannot listen', { error: error instanceof Error ? error.message : String(error) })
  }
}

export function urlOf(hostname: string, port: number): string {
  return `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
}

function open(runtime: string, draining: AbortSignal, network: Network) {
  const onTerminal = process.stdout.isTTY
  try {
    const servesStudio = hasStudioFiles()
    const served = openApp(runtime, process.env, { draining, onTerminal, servesStudio, network })
    return closingConnections(servesStudio ? withFiles(served) : served, draining)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return process.exit(78)
  }
}

/** Files come first, as they do where a platform serves them; what is none is a request to the app. */
function withFiles(served: Served): Served {
  const serveFile = createFileServer()
  return { ...served, fetch: async (request, ...rest) => (await serveFile(request)) ?? served.fetch(request, ...rest) }
}

/** While the process drains, each answer is the last on its connection. */
function closingConnections(served: Served, draining: AbortSignal): Served & { lastCallAt: () => number } {
  let lastCallAt = -Infinity
  return {
    ...served,
    lastCallAt: () => lastCallAt,
    fetch: async (...call) => {
      lastCallAt = performance.now()
      const response = await served.fetch(...call)
      if (draining.aborted) response.headers.set('Connection', 'close')
      return response
    },
  }
}

type Work = { add: Defer; pending: () => number; done: () => Promise<unknown> }

/** Background work that the process must not end before. */
function trackWork(): Work {
  const pending = new Set<Promise<unknown>>()
  return {
    add: (work) => {
      const entry = work.finally(() => pending.delete(entry))
      pending.add(entry)
    },
    pending: () => pending.size,
    done: async () => {
      while (pending.size > 0) await Promise.allSettled(pending)
    },
  }
}

async function drain(listener: Listener | undefined, work: Work, lastCallAt: () => number): Promise<void> {
  if (listener?.at !== undefined) await linger(lastCallAt)
  await listener?.close()
  await work.done()
}

async function linger(lastCallAt: () => number): Promise<void> {
  const until = performance.now() + LONGEST_LINGER_MS
  do await pause(LINGER_MS)
  while (performance.now() - lastCallAt() < LINGER_MS && performance.now() < until)
}

type Exit = (code: number, message: string, fields: Record<string, unknown>) => Promise<never>

/** The last line is on its way to the collector, where there is one, before the process ends. */
async function endProcess(
  { log, exporting }: { log: Log; exporting: Exporting },
  code: number,
  message: string,
  fields: Record<string, unknown>,
): Promise<never> {
  log(code === 0 ? 'info' : 'error', message, fields)
  await exporting.stop()
  process.exit(code)
}
