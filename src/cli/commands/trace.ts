import { InvalidArgumentError, type Command } from 'commander'
import { AppError } from '../../errors.ts'
import { connectAsService } from '../../services/supabase.ts'
import { perform, readConfig, Refusal } from '../command.ts'
import { attachLocalStack } from '../local-stack.ts'
import { describeStory } from '../trace/describe-story.ts'
import { readRunRows } from '../trace/read-rows.ts'
import { tellStory } from '../trace/story.ts'

export function addTrace(program: Command): void {
  const command = program
    .command('trace')
    .argument('<run>', 'id of the run, the run_id of the log', toId)
    .summary('the story of a run')
    .description(
      'Tells from the database alone who drove a run, what each did, which models were called and what they took, where ' +
        'it rested and how it ended. What users and models wrote is left out.',
    )
  perform(command, async (runId: string) => {
    attachLocalStack()
    const rows = await readRunRows(connectAsService(readConfig()), runId).catch(refuseUnknown)
    const story = tellStory(rows)
    return { data: story, lines: describeStory(story) }
  })
}

function toId(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('It must be the id of a run.')
}

function refuseUnknown(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== 'not_found') throw error
  throw new Refusal(
    'not_found',
    'There is no such run.',
    'It may have gone with its project, or be of another database.',
  )
}
