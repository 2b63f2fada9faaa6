// The two ways in which tests talk to the app, within this process and over HTTP: each answer is held to its contract.
import { functions } from '../../functions/index.ts'
import { createApp, type App, type Config, type Log } from '../../src/app.ts'
import { hasHosts, previewLabelOfHost, PREVIEWS_PATH } from '../../src/preview/address.ts'
import { checkAnswer } from './check-answer.ts'

/** The app in this process. Throws from its `fetch` for an answer that its contract does not promise. */
export function createCheckedApp(config: Config, log?: Log): App {
  const app = createApp(config, log)
  const served = functions.filter(({ name }) => config.FUNCTIONS.length === 0 || config.FUNCTIONS.includes(name))
  const fetchApp = app.fetch.bind(app)
  app.fetch = async (request, ...rest) => {
    const response = await fetchApp(request, ...rest)
    // Who has left receives no answer.
    if (!request.signal.aborted && !isForPreview(config, request)) await checkAnswer(request, response, served)
    return response
  }
  return app
}

/** Previews are no part of the API, and have no contract. */
function isForPreview(config: Config, { url, headers }: Request): boolean {
  const { host, pathname } = new URL(url)
  const isOnHost = previewLabelOfHost(config, headers.get('Host') ?? host) !== undefined
  return isOnHost || (!hasHosts(config.PREVIEW_URL) && pathname.startsWith(PREVIEWS_PATH))
}

/** Fetches from a served app. Throws as above. */
export async function fetchChecked(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init)
  await checkAnswer({ method: init.method ?? 'GET', url }, response, functions)
  return response
}
