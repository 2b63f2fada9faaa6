import { resolve } from 'node:path'
import type { Command } from 'commander'
import { perform, type Result } from '../command.ts'
import { openUserApi } from '../user/api.ts'
import { readLink, requireLink } from '../user/project-folder.ts'
import { pullInto, pushFrom } from '../user/sync.ts'

export function addPull(program: Command): void {
  const command = program
    .command('pull')
    .argument('[project]', 'id of a project, for a folder that belongs to none yet')
    .summary('bring the folder up to the newest version of its project')
    .option('--out <folder>', 'the folder; this one when absent')
    .option('--force', 'take the files of the project where both have changed')
  perform(
    command,
    async (project: string | undefined, { out = '.', force = false }: { out?: string; force?: boolean }) => {
      const api = await openUserApi()
      const known = await readLink(out)
      const link =
        project === undefined || known?.project === project
          ? await requireLink(out, api.url)
          : { url: api.url, project, version: 0, files: {} }
      const { version, written, deleted, kept } = await pullInto(api, out, link, force)
      return {
        data: { project: link.project, version, folder: resolve(out), written, deleted, kept },
        lines: [
          ...written.map((path) => `wrote ${path}`),
          ...deleted.map((path) => `deleted ${path}`),
          ...kept.map((path) => `kept your ${path}`),
          `version ${version}`,
        ],
      }
    },
  )
}

export function addPush(program: Command): void {
  const command = program
    .command('push')
    .summary('send what was changed in this folder, as one version')
    .option('-m, --message <text>', 'what the version says of itself')
  perform(command, async ({ message }: { message?: string }): Promise<Result> => {
    const api = await openUserApi()
    const link = await requireLink('.', api.url)
    const { version, written, deleted } = await pushFrom(api, '.', link, message)
    const isNews = written.length + deleted.length > 0
    return {
      data: { project: link.project, version, written, deleted },
      lines: [
        ...written.map((path) => `sent ${path}`),
        ...deleted.map((path) => `deleted ${path}`),
        isNews ? `version ${version}` : `nothing has changed since version ${version}`,
      ],
    }
  })
}
