import type { Command } from 'commander'
import { perform, table, type Result } from '../command.ts'
import { openProject } from '../user/open-project.ts'
import { wholeNumber } from '../whole-number.ts'

type Run = {
  id: string
  kind: string
  status: string
  prompt: string
  created_at: string
  usage: { prompt_tokens: number; completion_tokens: number; cost_usd: number }
}
const MAX_PROMPT_CHARS = 50

export function addRuns(program: Command): void {
  const command = program
    .command('runs')
    .summary('the runs of the project of this folder, newest first')
    .option('--project <id>', 'another project')
    .option('--limit <number>', 'how many', wholeNumber(100), 20)
  perform(command, async ({ project, limit }: { project?: string; limit: number }): Promise<Result> => {
    const { api, id } = await openProject(project)
    const { items } = await api.json<{ items: Run[] }>('GET', `/api/projects/${id}/runs?limit=${limit}`)
    const rows = items.map(({ id: run, kind, status, prompt, created_at, usage }) => [
      run,
      created_at.slice(0, 19).replace('T', ' '),
      kind,
      status,
      String(usage.prompt_tokens + usage.completion_tokens),
      usage.cost_usd.toFixed(4),
      [...prompt.replace(/\s+/gu, ' ')].slice(0, MAX_PROMPT_CHARS).join(''),
    ])
    return { data: items, lines: table([['run', 'made', 'kind', 'status', 'tokens', 'usd', 'prompt'], ...rows]) }
  })
}
