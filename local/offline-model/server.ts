import { setTimeout as delay } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { createOfflineModelApi } from './api.ts'
import { loadCatalogue } from './catalogue.ts'
import { makePace, type Sleep } from './stream-events.ts'

export type OfflineModelOptions = {
  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  /** When set, requests must carry it as a bearer token. */
  apiKey?: string
  /** Paces streamed answers; without it they come as fast as the client reads. */
  tokensPerSecond?: number
  /** Folder of the starter apps; by default the one beside this file. */
  catalogueFolder?: string
  /** Waits between the chunks of a paced stream. */
  sleep?: Sleep
}

/** `url` is the base URL for an OpenAI client and ends in `/v1`. `close` cuts the streams that are still running. */
export type OfflineModel = { url: string; close(): Promise<void> }

/**
 * Starts the offline starter catalogue as an OpenAI-compatible server. It keeps nothing between requests: an answer
 * depends on the messages alone. Rejects when the catalogue cannot be loaded or the port is taken.
 */
export async function startOfflineModel(options: OfflineModelOptions = {}): Promise<OfflineModel> {
  const { port = 0, host = '127.0.0.1', apiKey, tokensPerSecond, catalogueFolder } = options
  const sleep: Sleep = options.sleep ?? ((ms, signal) => delay(ms, undefined, { signal }))
  const catalogue = await loadCatalogue(catalogueFolder)
  const app = createOfflineModelApi({ catalogue, apiKey, pace: makePace(tokensPerSecond, sleep) })
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, host, listening)
  })

  const address = server.address()
  const actualPort = typeof address === 'object' && address !== null ? address.port : port
  const authority = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${authority}:${actualPort}/v1`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
