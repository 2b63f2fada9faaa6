// The client of this API for programs in TypeScript and JavaScript, on every runtime and in browsers.
import createFetchClient from 'openapi-fetch'
import { unwrap, type Api, type Schemas } from './answers.ts'
import type { operations, paths } from './api-types.ts'
import { createFiles, type Files } from './files.ts'
import { createRuns, type Runs } from './runs.ts'
import { verifyWebhook } from './verify-webhook.ts'
import { createVersions, type Versions } from './versions.ts'

export { ApiError, StreamError } from './api-error.ts'
export type { components, operations, paths } from './api-types.ts'
export type { FileChange, FileList } from './files.ts'
export type { RunEvent } from './follow-run.ts'
export type { NewRun, Run, RunInput } from './runs.ts'
export { verifyWebhook, WebhookError, type ReceivedWebhook } from './verify-webhook.ts'
export type { Version } from './versions.ts'

export type Project = Schemas['Project']
export type NewProject = operations['createProject']['requestBody']['content']['application/json']

export type ClientOptions = {
  /** Where the deployment is, such as `http://localhost:8000`. */
  baseUrl: string
  /** A key for programs or an access token, or what gives one for each request. */
  token: string | (() => string | Promise<string>)
  fetch?: (request: Request) => Promise<Response>
}

export type Client = {
  /** Every operation of the API, typed by its document, without more. */
  api: Api
  createProject: (project: NewProject) => Promise<Project>
  runs: Runs
  files: Files
  versions: Versions
  webhooks: { verify: typeof verifyWebhook }
}

export function createClient({ baseUrl, token, fetch }: ClientOptions): Client {
  const root = baseUrl.replace(/\/+$/, '')
  const api = createFetchClient<paths>({
    baseUrl: root,
    pathSerializer: fillPath,
    // Looked up for each request: some runtimes refuse a fetch that has lost its global object.
    fetch: fetch ?? ((request) => globalThis.fetch(request)),
  })
  api.use({
    async onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${typeof token === 'string' ? token : await token()}`)
      return request
    },
  })
  return {
    api,
    createProject: async (body) => unwrap(await api.POST('/api/projects', { body })),
    runs: createRuns(api, root),
    files: createFiles(api),
    versions: createVersions(api),
    webhooks: { verify: verifyWebhook },
  }
}

/** Slashes of a file's path stay what they are. */
function fillPath(path: string, values: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name]).split('/').map(encodeURIComponent).join('/'),
  )
}
