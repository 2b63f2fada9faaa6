// Every event of a run, as its journal stores it, as its watchers get it, and as the API's document shows it.
import * as z from 'zod'
import {
  FILE_CODES,
  MEND_CODES,
  messageOf,
  OMISSION_REASONS,
  RUN_ERROR_CODES,
  type FileCode,
  type MendCode,
  type OmissionReason,
} from '../errors.ts'
import type { EventId } from './event-id.ts'

export const fileCode = z
  .enum(Object.keys(FILE_CODES) as FileCode[])
  .meta({ description: 'What is wrong with a file.', 'x-enumDescriptions': FILE_CODES })
export const runErrorCode = z.enum(RUN_ERROR_CODES).meta({
  description: 'Why a run did not end as it should, and what can be done.',
  'x-enumDescriptions': Object.fromEntries(RUN_ERROR_CODES.map((code) => [code, messageOf(code)])),
})
/** Why a run did not end as it should, in the run and in the event of its end. */
export const runErrorSchema = z.object({ code: runErrorCode, message: z.string() })
export const failedFileSchema = z.object({ path: z.string(), code: fileCode, message: z.string() })
export const usageSchema = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  cost_usd: z
    .number()
    .meta({ description: 'By the prices of this deployment; a model without a price costs nothing.' }),
})

const problem = z.object({
  path: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  code: fileCode,
  message: z.string(),
})
const omissionReason = z.enum(Object.keys(OMISSION_REASONS) as OmissionReason[])
const omission = z.object({ path: z.string(), reason: omissionReason })
const plannedFile = z.object({ path: z.string(), purpose: z.string() })

const committed = z.object({
  version: z.int(),
  file_count: z.int(),
  size_bytes: z.int(),
  parents: z.array(z.int()).optional().meta({ description: 'The versions that it was made from.' }),
})

const runEnd = z.object({
  status: z.enum(['succeeded', 'partial', 'failed', 'canceled']),
  version: z.int().optional(),
  error: runErrorSchema.optional(),
  failed_files: z.array(failedFileSchema).optional(),
  usage: usageSchema.partial().optional(),
})

/** What is stored for good: a run can be told again from these. */
const FACTS = {
  'run.created': z.object({ kind: z.string(), model: z.string(), base_version: z.int() }),
  'run.started': z.object({
    epoch: z.int().meta({ description: 'Counts the processes that have taken the run.' }),
  }),
  'facts.withdrawn': z.object({ step: z.string(), attempt: z.int(), first_seq: z.int(), last_seq: z.int() }).meta({
    description:
      'The facts from first_seq to last_seq, which are the numbers before the dash of their ids, no longer count: ' +
      'the process that made them broke off within the step, and the step begins anew.',
  }),
  'run.awaiting_input': z.object({ kind: z.enum(['question', 'plan']), question: z.string() }).meta({
    description:
      'The run rests until it is given input, and the stream ends here: one that comes back then goes on behind this. ' +
      'What is asked with the kind `plan` is whether the plan of the last `plan.ready` is good.',
  }),
  'input.received': z
    .object({ text: z.string(), approve: z.boolean(), plan: z.string() })
    .partial()
    .meta({ description: 'What the run was given: the answer to a question, or what is to become of the plan.' }),
  'run.waiting': z.object({ reason: runErrorCode, seconds: z.number(), retry_at: z.iso.datetime() }).meta({
    description: 'The provider has no capacity: the run goes on by itself at that time, on any process.',
  }),
  'plan.ready': z.object({ title: z.string(), summary: z.string(), files: z.array(plannedFile) }),
  'file.completed': z.object({ path: z.string(), hash: z.string(), size_bytes: z.int() }),
  'file.deleted': z.object({ path: z.string() }),
  'file.renamed': z.object({ from: z.string(), to: z.string() }),
  'file.failed': failedFileSchema.meta({
    description:
      'What the answer said of the file could not be taken. A later fact of the file takes the place of this.',
  }),
  'file.unchanged': z.object({ path: z.string() }).meta({
    description: 'What the answer said of the file leaves it as it was.',
  }),
  'answer.mended': z
    .object({
      code: z.enum(Object.keys(MEND_CODES) as MendCode[]),
      path: z.string().optional(),
      message: z.string(),
    })
    .meta({ description: 'Something of the answer was not as its format says, and was read all the same.' }),
  'answer.problem': z.object({ code: fileCode, message: z.string() }).meta({
    description: 'Something of the answer, of which it is not known what file it is about, could not be taken.',
  }),
  'answer.cut': z.object({ code: runErrorCode, message: z.string(), path: z.string().optional() }).meta({
    description:
      'The answer broke off, within the file of that path or else between files: what is missing is asked for again.',
  }),
  'check.completed': z.object({
    files_checked: z.int().meta({ description: 'Text files that were checked to their end.' }),
    files_not_checked: z
      .array(omission)
      .optional()
      .meta({ description: 'Text files that were not, most of them for want of a parser.' }),
    omissions: z
      .array(z.object({ reason: omissionReason, files: z.int() }))
      .optional()
      .meta({ description: 'How many those are by reason, of which only the first are named.' }),
    problems: z.array(problem).meta({ description: 'Those that the run has made, the first of them.' }),
    problem_count: z.int().optional().meta({ description: 'How many those are.' }),
    problems_from_before: z.int().optional().meta({ description: 'Those that the project had before the run.' }),
  }),
  'problem.found': problem.extend({ kind: z.string() }).meta({
    description:
      'What the page has told of itself when it was opened: by `kind` an error, a rejection, a failed load …',
  }),
  'page.opened': z
    .object({
      state: z.enum(['opened', 'not_opened']),
      reason: z.string().optional().meta({ description: 'Why it was not opened.' }),
      problem_count: z.int().optional(),
      pressed: z.int().optional().meta({ description: 'How many of its buttons were pressed.' }),
    })
    .meta({
      description: 'The project was opened in a browser before it is committed; `problem.found` tells what went wrong.',
    }),
  'repair.completed': z
    .object({ attempt: z.int(), problems_before: z.int(), problems_after: z.int(), is_kept: z.boolean() })
    .meta({
      description:
        'What was wrong was sent back to the model. Unless the project got better by its answer, that is not kept: the ' +
        'facts before this one put the files back.',
    }),
  'version.committed': committed,
  'version.conflicted': committed.extend({ paths: z.array(z.string()) }).meta({
    description:
      'Since the run began, its project was changed in the same files, of which `paths` names the first hundred. What the ' +
      'run has made is a version that is not the head, to be applied or dropped.',
  }),
  'message.completed': z.object({ content: z.string() }),
  'run.succeeded': runEnd,
  'run.partial': runEnd,
  'run.failed': runEnd,
  'run.canceled': runEnd,
}

/** What only a live watcher sees: lost without harm. */
const LIVE = {
  'step.started': z.object({ step: z.string(), attempt: z.int() }),
  'file.started': z.object({ path: z.string() }).meta({
    description: 'The model begins to write the file, or to say what of it is to be edited.',
  }),
  'file.delta': z.object({ path: z.string(), text: z.string() }),
  'message.delta': z.object({ text: z.string() }),
  'usage.updated': usageSchema.meta({ description: 'What all calls of the run have taken so far.' }),
}

/** What a stream says of itself. These have no id, but for the first, and are no part of the run. */
const STREAM = {
  'stream.opened': z.object({}).meta({ description: 'The first event of every stream.' }),
  'stream.closing': z
    .object({ reason: z.enum(['process_ending', 'poll_limit']) })
    .meta({ description: 'The stream ends before its run does: come back with Last-Event-ID.' }),
  'stream.failed': z
    .object({ error: z.object({ code: z.string(), message: z.string(), request_id: z.string() }) })
    .meta({ description: 'The stream broke off: come back with Last-Event-ID.' }),
}

type FactTypes = typeof FACTS
type LiveTypes = typeof LIVE
export type FactType = keyof FactTypes
export type FactData = { [T in FactType]: z.infer<FactTypes[T]> }
export type NewFact = { [T in FactType]: { type: T; data: FactData[T] } }[FactType]
export type LiveEvent = { [T in keyof LiveTypes]: { type: T; data: z.infer<LiveTypes[T]> } }[keyof LiveTypes]
export type PlannedFile = z.infer<typeof plannedFile>

/** An event as a watcher gets it; a newer release may have made one of a type that is unknown here. */
export type RunEvent = {
  id: EventId
  type: string
  data: unknown
  /** When it was made, as ISO 8601: of a fact, by the clock of the database. */
  at: string
}

const TYPES: Record<string, z.ZodType> = { ...FACTS, ...LIVE }

const common = {
  run_id: z.uuid(),
  seq: z.int().meta({
    description: 'The number of the fact; of an event that is none, that of the last fact before it.',
  }),
  created_at: z.iso.datetime(),
}

/** What each type of event is on the wire: its own fields, with those that all events have. */
export const WIRE_SCHEMAS = Object.entries({ ...STREAM, ...TYPES } as Record<string, z.ZodObject>).map(
  ([type, own]): readonly [string, WireSchema] => [type, toWireSchema(type, own)],
)

type WireSchema = z.ZodObject<{ type: z.ZodLiteral<string> } & typeof common>

function toWireSchema(type: string, own: z.ZodObject): WireSchema {
  const whole = z.object({ type: z.literal(type), ...common, ...own.shape })
  const { description } = own.meta() ?? {}
  return description === undefined ? whole : whole.meta({ description })
}

const EXAMPLE = {
  type: 'file.completed',
  run_id: '3f2b8f1e-5d0c-4c5e-9d55-0c7a1b2c3d4e',
  seq: 5,
  created_at: '2026-01-31T12:00:00.000Z',
  path: 'index.html',
  hash: '7d793037a0760186574b0282f2f435e7e0a1b9d2b6f2c4b0f4d3f4a5b6c7d8e9',
  size_bytes: 2048,
}

/** The published union. */
export const runEventSchema = z
  .discriminatedUnion(
    'type',
    // A tuple by construction, which the compiler cannot see.
    WIRE_SCHEMAS.map(([, schema]) => schema) as unknown as [WireSchema],
  )
  .meta({
    description:
      'An event of a run: the JSON in `data` of a server-sent event, whose `event` is its `type`. The `id` of a fact is its ' +
      'number and `-0`; what comes after it until the next fact counts on behind the dash. A newer release may have further types.',
    examples: [EXAMPLE],
  })

export type WireEvent = { type: string; run_id: string; seq: number; created_at: string }

/** The event as it goes over the wire. */
export function toWire(runId: string, { id, type, data, at }: RunEvent): WireEvent {
  return { type, run_id: runId, seq: id.seq, created_at: at, ...(data as object) }
}

/** Whether an event has the shape of its type. One of an unknown type is let pass: a newer release has made it. */
export function hasItsShape({ type, data }: Pick<RunEvent, 'type' | 'data'>): boolean {
  return !Object.hasOwn(TYPES, type) || TYPES[type]?.safeParse(data).success === true
}

export function endsRun(type: string): boolean {
  return type === 'run.succeeded' || type === 'run.partial' || type === 'run.failed' || type === 'run.canceled'
}
