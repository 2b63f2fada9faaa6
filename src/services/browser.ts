// The Chrome DevTools Protocol over the platform's WebSocket: commands with answers, and events.
import { withTimeout } from '../timing.ts'

type Message = {
  id?: number
  sessionId?: string
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { message: string }
}
type Listener = (params: Record<string, unknown>) => void

export type BrowserConnection = {
  /** @throws {BrowserError} when the browser refuses, does not answer in time, or has gone */
  send: (method: string, params?: Record<string, unknown>, sessionId?: string) => Promise<Record<string, unknown>>
  on: (method: string, listener: Listener) => void
  close: () => void
}

/** The browser is away, or does not do what it is asked. */
export class BrowserError extends Error {
  override readonly name = 'BrowserError'
}

const CONNECT_TIMEOUT_MS = 5000
const COMMAND_TIMEOUT_MS = 10_000

/** `url` names the browser's socket, or the host that tells where that is. @throws {BrowserError} */
export async function connectBrowser(url: string): Promise<BrowserConnection> {
  const address = isSocket(url) ? url : await findSocket(url)
  // Not by its own name: Node 20 has none, nor has every other runtime.
  const Socket = (globalThis as { WebSocket?: typeof globalThis.WebSocket }).WebSocket
  if (Socket === undefined) throw new BrowserError('This runtime has no WebSocket.')
  const socket = new Socket(address)
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new BrowserError('The browser does not answer.')))
  })
  await withTimeout(opened, CONNECT_TIMEOUT_MS, () => {
    socket.close()
    throw new BrowserError('The browser does not answer.')
  })
  return speak(socket)
}

/**
 * Whether a browser is there, without opening a session of it, which hosted ones charge for. Those that are named by their
 * socket need not tell of themselves: it is enough that their host answers and knows the caller.
 */
export async function isBrowserThere(url: string, signal: AbortSignal): Promise<boolean> {
  const response = await askVersion(url, signal)
  if (isSocket(url)) {
    await response.body?.cancel()
    return response.status < 500 && response.status !== 401 && response.status !== 403
  }
  const { webSocketDebuggerUrl } = (await response.json()) as { webSocketDebuggerUrl?: unknown }
  return typeof webSocketDebuggerUrl === 'string'
}

function isSocket(url: string): boolean {
  return /^wss?:/.test(url)
}

/** What a browser tells of itself, at the same host and with the same token as its socket. */
function askVersion(url: string, signal: AbortSignal): Promise<Response> {
  const asked = new URL(url.replace(/^ws/, 'http'))
  asked.pathname = '/json/version'
  return fetch(asked, { redirect: 'manual', signal })
}

async function findSocket(url: string): Promise<string> {
  try {
    const answer = await askVersion(url, AbortSignal.timeout(CONNECT_TIMEOUT_MS))
    const { webSocketDebuggerUrl } = (await answer.json()) as { webSocketDebuggerUrl?: unknown }
    if (typeof webSocketDebuggerUrl !== 'string') throw new BrowserError('The address is not that of a browser.')
    // The browser names itself as it sees itself; where it is, the configuration knows.
    const socket = new URL(webSocketDebuggerUrl)
    socket.host = new URL(url).host
    return socket.href
  } catch (error) {
    throw error instanceof BrowserError ? error : new BrowserError('The browser does not answer.', { cause: error })
  }
}

function speak(socket: WebSocket): BrowserConnection {
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Map<string, Listener[]>()
  let lastId = 0
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) {
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
    } else for (const listener of listeners.get(message.method ?? '') ?? []) listener(message.params ?? {})
  })
  socket.addEventListener('close', () => {
    for (const answer of waiting.values()) answer({ error: { message: 'The browser has gone.' } })
    waiting.clear()
  })
  return {
    async send(method, params = {}, sessionId) {
      const id = ++lastId
      const answered = new Promise<Message>((resolve) => {
        waiting.set(id, resolve)
        if (socket.readyState !== socket.OPEN) resolve({ error: { message: 'The browser has gone.' } })
        else socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }))
      })
      const { result, error } = await withTimeout(answered, COMMAND_TIMEOUT_MS, () => {
        throw new BrowserError(`The browser has not answered to ${method}.`)
      })
      if (error !== undefined) throw new BrowserError(`${method}: ${error.message}`)
      return result ?? {}
    },
    on: (method, listener) => void listeners.set(method, [...(listeners.get(method) ?? []), listener]),
    close: () => socket.close(),
  }
}
