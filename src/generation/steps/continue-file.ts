import type { StepTools } from '../../runs/pipeline.ts'
import { MAX_FILE_BYTES } from '../../services/stored-limits.ts'
import { applyOutput } from '../apply-output.ts'
import { joinParts, wholeLines } from '../join-parts.ts'
import { readPath } from '../output/mend-path.ts'
import { continueMessages } from '../prompts/continue.ts'
import { readAnswer } from '../read-answer.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import type { WorkContext } from '../work-context.ts'
import type { Workspace } from '../workspace.ts'
import type { Said } from './ask-and-apply.ts'

/** Of a file in parts. A megabyte is written at about 30 kB an answer. */
const MOST_PARTS = 40
/** Parts in a row that bring nothing. */
const MOST_IDLE_PARTS = 2

/** What there is of the file; it is whole once it is `done`. */
type Part = Pick<Said, 'error'> & { content: string; done: boolean }

/**
 * Asks for the rest of a file, part by part, until it is whole. Gives the reason why it is not, if it is not: then there
 * is nothing of it.
 */
export async function continueFile(
  context: WorkContext,
  workspace: Workspace,
  path: string,
  beginning: string,
): Promise<Pick<Said, 'error'>> {
  let content = wholeLines(beginning)
  let idle = 0
  for (let count = 1; ; count += 1) {
    const part = await context.step(
      'continue',
      (tools) => askForPart(context, tools, workspace, { path, content, count }),
      {
        restore: (facts) => restoreWorkspace(workspace, facts),
      },
    )
    if (part.done) return {}
    if (part.error?.code === 'budget_exhausted') return { error: part.error }
    idle = part.content.length > content.length ? 0 : idle + 1
    content = part.content
    if (idle >= MOST_IDLE_PARTS || count >= MOST_PARTS || content.length > MAX_FILE_BYTES) return { error: part.error }
  }
}

async function askForPart(
  context: WorkContext,
  tools: StepTools,
  workspace: Workspace,
  { path, content, count }: { path: string; content: string; count: number },
): Promise<Part> {
  const sink = applyOutput(tools, workspace)
  let next: { content: string; isWhole: boolean } | undefined
  await workspace.load()
  const instructions = await context.instructions(workspace.contents)
  const messages = continueMessages({ prompt: context.run.prompt, instructions, path, beginning: content })
  const interruption = await readAnswer(context, messages, {
    untagged: { formOf: (named) => (named === path ? 'whole' : undefined), asked: [path] },
    take: async (event) => {
      if ('path' in event && event.path !== undefined && !isPath(event.path, path)) return
      if (event.type === 'file.completed') next ??= { content: event.content, isWhole: true }
      else if (event.type === 'file.cut') next ??= { content: wholeLines(event.content), isWhole: false }
      else if (event.type === 'mended') await sink.take(event)
      else if (event.type === 'file.started' || event.type === 'file.delta') await sink.take(event)
    },
  })
  if (interruption !== undefined && interruption.error.code !== 'budget_exhausted') {
    const { code, message } = interruption.error
    await tools.record([{ type: 'answer.cut', data: { code, message, path } }])
  }
  const joined = next === undefined ? content : joinParts(content, next.content)
  if (next?.isWhole !== true) {
    await sink.flush()
    return { content: joined, done: false, error: interruption?.error }
  }
  await sink.take({ type: 'mended', code: 'continued', path, message: `It was written in ${count + 1} parts.` })
  await sink.take({ type: 'file.completed', path, content: joined })
  return { content: '', done: true }
}

function isPath(raw: string, path: string): boolean {
  const read = readPath(raw)
  return read.ok && read.path === path
}
