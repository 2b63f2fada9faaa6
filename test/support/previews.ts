// Previews as a browser asks for them: by a host of their own, without an account.
import type { App } from '../../src/app.ts'
import type { Client } from './client.ts'

export const PREVIEW_HOSTS = { PREVIEW_URL: 'http://{project}.preview.test' }

export type MadePreview = { id: string; url: string; version: number | null; shared: boolean; expires_at: string }

export async function makePreview(client: Client, projectId: string, json: Record<string, unknown> = {}) {
  const made = await client.call('POST', `/api/projects/${projectId}/previews`, json)
  if (made.status !== 201) throw new Error(made.text)
  return made.json as MadePreview
}

/** Asks as a browser does that follows a link. */
export function visit(app: App, url: string, path = '', headers: Record<string, string> = {}) {
  const target = new URL(path, url)
  const accept = { Accept: 'text/html,*/*', Host: target.host }
  return Promise.resolve(app.fetch(new Request(target, { headers: { ...accept, ...headers } })))
}

/** Writes files as one version. */
export async function writeFiles(client: Client, projectId: string, files: Record<string, string | Uint8Array>) {
  const changes = Object.entries(files).map(([path, content]) =>
    typeof content === 'string'
      ? { action: 'write', path, content }
      : { action: 'write', path, content: Buffer.from(content).toString('base64'), encoding: 'base64' },
  )
  const answer = await client.call('PATCH', `/api/projects/${projectId}/files`, { changes })
  if (answer.status !== 200) throw new Error(answer.text)
}
