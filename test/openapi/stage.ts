// The built app as the process that it is, with a model that writes many small files, for programs that know its address and a
// token.
import { inject } from 'vitest'
import { createApiClient } from '../../local/api-client.ts'
import { startWebProcess } from '../../local/web-process.ts'
import { startScriptedModel } from '../support/scripted-model.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

export type Stage = {
  url: string
  token: string
  createProject: () => Promise<string>
  close: () => Promise<void>
}

const PIECE_MS = 4

/** With as many files in an answer, each of about a kilobyte, sent line by line. */
export async function startStage(files: number): Promise<Stage> {
  const folder = await makeTemporaryFolder()
  const model = await startScriptedModel()
  model.script(async (reply) => {
    for (let index = 0; index < files; index += 1) {
      reply.text(`<file path="notes/${index}.css">\n`)
      for (let line = 0; line < 8; line += 1) {
        reply.text(`/* ${index}.${line} ${'note '.repeat(24)} */\n`)
        await new Promise<void>((resolve) => setTimeout(resolve, PIECE_MS))
      }
      reply.text('</file>\n')
    }
    reply.end()
  })
  // Only from info on it tells that it listens.
  const settings = { ...model.environment, EVENTS_POLL_MS: '100', LOG_LEVEL: 'info', LOG_FORMAT: 'json' }
  const environment = { ...inject('environment'), ...settings, RATE_LIMIT_PER_ACCOUNT: '0' }
  const web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
  const { accessToken, createProject } = await createApiClient(web.url)
  return {
    url: web.url,
    token: accessToken,
    createProject: async () => (await createProject('A project')).id,
    close: async () => {
      await web.stop()
      await model.close()
    },
  }
}
