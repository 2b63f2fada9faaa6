import { resolve } from 'node:path'
import type { Command } from 'commander'
import { EXIT, perform, Refusal, type Result } from '../command.ts'
import { openUserApi } from '../user/api.ts'
import { driveRun, type EndedRun } from '../user/drive-run.ts'
import { isUnused, requireLink } from '../user/project-folder.ts'
import { pullInto } from '../user/sync.ts'

type Options = { out?: string; name?: string; model?: string; plan?: boolean; json?: boolean }

const MAX_NAME_CHARS = 100

export function addBuild(program: Command): void {
  const command = program
    .command('build')
    .argument('<prompt>', 'what to build')
    .summary('turn a prompt into a project, and its files into a folder')
    .option('--out <folder>', 'where the files go; a folder named after the project when absent')
    .option('--name <name>', 'of the project; the beginning of the prompt when absent')
    .option('--model <model>', 'one of those that the deployment serves')
    .option('--plan', 'stop with the plan, for approval or change')
    .addHelpText('after', '\nExample:\n  samokoder build "a todo list" --out todo')
  perform(command, async (prompt: string, options: Options): Promise<Result> => {
    const api = await openUserApi()
    if (options.out !== undefined) await requireEmpty(options.out)
    const name = options.name ?? [...prompt].slice(0, MAX_NAME_CHARS).join('')
    const { id: project } = await api.json<{ id: string }>('POST', '/api/projects', { body: { name } })
    const body = {
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(options.plan ? { mode: 'plan' } : {}),
    }
    const run = await driveRun(api, project, body, prompt, options.json === true)
    if (run.version === undefined) throw notBuilt(run)
    const folder = options.out ?? (await freeFolder(run.title))
    await pullInto(api, folder, { url: api.url, project, version: 0, files: {} }, false)
    return {
      data: { project, run: run.id, status: run.status, version: run.version, folder: resolve(folder) },
      lines: [`${folder} has version ${run.version} of the project ${project}`],
      ok: run.status === 'succeeded',
    }
  })
}

export function addChat(program: Command): void {
  const command = program
    .command('chat')
    .argument('<message>', 'a question, or what to change')
    .summary('go on with the project of this folder')
    .option('--model <model>', 'one of those that the deployment serves')
    .option('--ask', 'change no file')
  perform(
    command,
    async (message: string, options: { model?: string; ask?: boolean; json?: boolean }): Promise<Result> => {
      const api = await openUserApi()
      const link = await requireLink('.', api.url)
      const body = {
        kind: 'chat',
        ...(options.model === undefined ? {} : { model: options.model }),
        ...(options.ask ? { mode: 'ask' } : {}),
      }
      const run = await driveRun(api, link.project, body, message, options.json === true)
      if (run.status === 'failed' || run.status === 'canceled') throw notBuilt(run)
      const pulled = run.version === undefined ? undefined : await pullInto(api, '.', link, false)
      const news = pulled === undefined ? [] : [...pulled.written, ...pulled.deleted].map((path) => `changed ${path}`)
      return {
        data: { project: link.project, run: run.id, status: run.status, version: run.version ?? null },
        lines: news,
        ok: run.status === 'succeeded',
      }
    },
  )
}

function notBuilt({ id, status, message }: EndedRun): Refusal {
  return new Refusal(`run_${status}`, `The run ended as ${status}: ${message}`, `GET /api/runs/${id} has all of it.`)
}

async function requireEmpty(folder: string): Promise<void> {
  if (await isUnused(folder)) return
  throw new Refusal('not_empty', `${folder} has files already.`, 'Name another folder.', EXIT.usage)
}

/** The title in letters that every file system takes, with a number where that is taken. */
async function freeFolder(title: string): Promise<string> {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const name = words.join('-').slice(0, 60) || 'project'
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? name : `${name}-${number}`
    if (await isUnused(folder)) return folder
  }
}
