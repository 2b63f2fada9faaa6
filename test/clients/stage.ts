// The built app as the process that it is, in front of a model that does what a test says, for clients that know nothing of
// it but a base URL and a key.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { createApiClient } from '../../local/api-client.ts'
import { startWebProcess } from '../../local/web-process.ts'
import { startScriptedModel, type Call, type ScriptedModel } from '../support/scripted-model.ts'

/** A name with slashes of its own, behind that of its provider. */
export const MODEL = 'acme/vendor/model-1'
/** A client takes a model of this name for one that thinks. */
export const THINKING_MODEL = 'gpt-5'

export type Stage = {
  baseURL: string
  apiKey: string
  model: ScriptedModel
  /** What the provider was asked last. */
  last: () => Call
  close: () => Promise<void>
}

export async function startStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-clients-'))
  const model = await startScriptedModel()
  const settings = {
    AI_BASE_URL: model.url,
    AI_API_KEY: 'k',
    AI_PROVIDERS: `acme=${model.url}`,
    AI_MODELS: `${MODEL},${THINKING_MODEL}`,
    AI_MAX_RETRIES: '0',
    // Only from info on it tells that it listens.
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
  }
  const environment = { ...inject('environment'), ...settings }
  const web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
  return {
    baseURL: `${web.url}/v1`,
    apiKey: await makeKey(web.url),
    model,
    last: () => model.calls.at(-1) as Call,
    close: async () => {
      await web.stop()
      await model.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A key for programs, as a program would have it. */
async function makeKey(url: string): Promise<string> {
  const { accessToken } = await createApiClient(url)
  const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' }
  const body = JSON.stringify({ name: 'A program', scopes: ['ai', 'projects:read', 'projects:write', 'runs'] })
  const response = await fetch(`${url}/api/keys`, { method: 'POST', headers, body })
  return ((await response.json()) as { key: string }).key
}
