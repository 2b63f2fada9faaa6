import * as z from 'zod'
import { newRunFields } from '../../runs/run.ts'
import { inputSchema } from '../../runs/options.ts'
import { MAX_PROMPT_CHARS } from '../../services/stored-limits.ts'
import { AppError } from '../../errors.ts'
import { defineTool, projectId, runId, tellJson } from '../tool.ts'

/** Clients give up on a call that takes a minute, as a rule. */
const MOST_WAIT_SECONDS = 50

export const runTools = [
  defineTool({
    name: 'start_run',
    title: 'Start a run',
    description:
      'Turns a prompt into a new version of a project: a whole project where there is none, else a change or an answer. ' +
      'Answers at once with the run, which goes on by itself: then call wait_for_run. It spends money.',
    scope: 'runs',
    annotations: { readOnlyHint: false, destructiveHint: false },
    input: newRunFields
      .omit({ attachments: true, repair: true })
      .extend({ project_id: projectId, prompt: newRunFields.shape.prompt.unwrap() }),
    call: async ({ startRun }, { project_id, kind, ...wanted }) =>
      tellJson(await startRun(project_id, { kind, ...wanted })),
  }),
  defineTool({
    name: 'wait_for_run',
    title: 'Wait for a run',
    description:
      'Waits until a run has ended (`succeeded`, `partial`, `failed`, `canceled`) or asks something (`awaiting_input`), and ' +
      'gives it back as it is then. One that still goes on when the time is over has another status: call again.',
    scope: 'projects:read',
    annotations: { readOnlyHint: true },
    input: z.strictObject({ run_id: runId, seconds: z.int().min(0).max(MOST_WAIT_SECONDS).default(30) }),
    call: async ({ waitForRun }, { run_id, seconds }) => tellJson(await waitForRun(run_id, seconds)),
  }),
  defineTool({
    name: 'continue_run',
    title: 'Answer what a run asks',
    description:
      'A run that is `awaiting_input` goes on with it: `text` answers a question, `approve` a plan, and `plan` says what to ' +
      'change of one. Exactly one of them.',
    scope: 'runs',
    annotations: { readOnlyHint: false, destructiveHint: false },
    input: z.strictObject({
      run_id: runId,
      text: z.string().max(MAX_PROMPT_CHARS).optional(),
      approve: z.literal(true).optional(),
      plan: z.string().max(MAX_PROMPT_CHARS).optional(),
    }),
    call: async ({ continueRun }, { run_id, ...given }) => {
      const input = inputSchema.safeParse(given)
      if (!input.success) throw new AppError('bad_request', { message: 'Give one of "text", "approve" and "plan".' })
      return tellJson(await continueRun(run_id, input.data))
    },
  }),
  defineTool({
    name: 'cancel_run',
    title: 'Stop a run',
    description: 'The run ends within a second or so, without a version; one that has ended stays as it is.',
    scope: 'runs',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    input: z.strictObject({ run_id: runId }),
    call: async ({ cancelRun }, { run_id }) => tellJson(await cancelRun(run_id)),
  }),
]
