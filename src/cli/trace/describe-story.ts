import { table } from '../command.ts'
import { count } from './describe-fact.ts'
import type { Driver } from './drivers.ts'
import type { Entry, Story } from './story.ts'
import type { Spending } from './spending.ts'

/** A story to read: a head, who drove it, the timeline, and what it took. */
export function describeStory(story: Story): string[] {
  const { drivers, timeline, spending, waits } = story
  return [
    ...describeRun(story),
    '',
    ...drivers.map(describeDriver),
    ...(drivers.length === 0 ? ['Nobody has driven it.'] : []),
    ...waits.map(
      ({ at, why, seconds }) => `rested at ${at}: ${why}, ${seconds === null ? 'to this moment' : `${seconds} s`}`,
    ),
    '',
    ...table(timeline.map(toCells)),
    '',
    ...describeSpending(spending),
  ]
}

function describeRun({ run }: Story): string[] {
  const { id, trace_id, kind, model, status, version, error_code, error_message, created_at, finished_at } = run
  const result = version === null ? '' : `, version ${version}`
  const why = error_code === null ? [] : [`${error_code}: ${error_message ?? ''}`]
  const took =
    finished_at === null ? 'not ended' : `ended after ${seconds(Date.parse(finished_at) - Date.parse(created_at))}`
  return [
    `run ${id}: ${kind} with ${model}, ${status}${result}`,
    ...why,
    `made ${created_at}, ${took}, of the project ${run.project_id} of ${run.owner_id}`,
    ...(trace_id === null ? [] : [`trace ${trace_id}`]),
    ...(run.facts_pruned ? ['Its facts and steps are pruned: RUN_FACTS_RETENTION_DAYS says when.'] : []),
  ]
}

function describeDriver({ epoch, claimed_at, took_over, silent_ms, left, ...did }: Driver): string {
  const how = took_over
    ? `took it over ${seconds(silent_ms ?? 0)} after the last trace of the one before`
    : 'claimed it'
  const what = [count(did.calls, 'call'), count(did.steps, 'step'), count(did.facts, 'fact')].join(', ')
  return `#${epoch} ${how}, at ${claimed_at}: ${what}; ${left}`
}

function toCells(entry: Entry): string[] {
  const when = [`+${seconds(entry.after_ms)}`, entry.epoch === null || entry.epoch === 0 ? '' : `#${entry.epoch}`]
  if (entry.entry === 'fact') return [...when, entry.type, entry.detail]
  if (entry.entry === 'step') return [...when, 'step', `${entry.step} ${entry.attempt} is done`]
  if (entry.entry === 'cancel_requested') return [...when, 'cancel', 'the user asks to stop']
  return [...when, 'call', describeCall(entry)]
}

function describeCall(call: Extract<Entry, { entry: 'call' }>): string {
  const passed = (call.passed_over ?? []).map(({ model, code }) => `${model} (${code}) → `).join('')
  const tokens = `${call.prompt_tokens} + ${call.completion_tokens} tokens${call.estimated ? ', estimated' : ''}`
  const told = [
    call.attempts === null ? undefined : count(call.attempts, 'request'),
    tokens,
    call.cost_usd === null ? 'no price' : `${call.cost_usd} USD`,
    call.duration_ms === null ? undefined : seconds(call.duration_ms),
  ]
  return `${passed}${call.model}: ${call.outcome}, ${told.filter((part) => part !== undefined).join(', ')}`
}

function describeSpending({ by_model, in_the_run, agrees, ...sum }: Spending): string[] {
  const rows = [...by_model, { model: 'all', ...sum }]
  const cells = rows.map((row) =>
    [row.model, row.calls, row.attempts, row.prompt_tokens, row.completion_tokens, row.cost_usd].map(String),
  )
  const { prompt_tokens = 0, completion_tokens = 0 } = in_the_run
  return [
    ...table([['model', 'calls', 'requests', 'prompt tokens', 'completion tokens', 'USD'], ...cells]),
    agrees
      ? 'The run tells the same tokens as the ledger.'
      : `The run tells ${prompt_tokens} + ${completion_tokens} tokens: what a process that was replaced told later is in the ledger alone.`,
  ]
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
