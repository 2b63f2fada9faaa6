import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Broadcast } from './broadcast.ts'
import type { NewFact } from './events.ts'
import type { History } from './history.ts'
import type { Journal, Within } from './journal.ts'
import type { Step, StepOptions, StepTools } from './pipeline.ts'

type Services = { journal: Journal; broadcast: Broadcast; history: History; telemetry: Telemetry; signal: AbortSignal }

/** Makes the `step` of one drive. */
export function createStep({ journal, broadcast, history, telemetry, signal }: Services): Step {
  const attempts = new Map<string, number>()

  /** Takes up what a driver that broke off has recorded in the attempt, or withdraws it. */
  async function takeUp(within: Within, { restore, resumes = false }: StepOptions): Promise<void> {
    const left = history.factsOf(within.step, within.attempt)
    const [first, last] = [left.at(0), left.at(-1)]
    if (first === undefined || last === undefined) return
    if (resumes) return restore?.(left)
    const withdrawn = { ...within, first_seq: first.seq, last_seq: last.seq }
    await journal.record({ facts: [{ type: 'facts.withdrawn', data: withdrawn }] })
  }

  async function perform<T>(within: Within, work: (tools: StepTools) => Promise<T>, options: StepOptions): Promise<T> {
    await takeUp(within, options)
    broadcast.show({ type: 'step.started', data: within })
    const closing: NewFact[] = []
    const output = await work({
      record: (facts, blobs = []) => journal.record({ facts, within, blobs }),
      conclude: (...facts) => void closing.push(...facts),
      show: broadcast.show,
    })
    await journal.record({ facts: closing, within, finished: { ...within, output } })
    return output
  }

  return async function step<T>(name: string, work: (tools: StepTools) => Promise<T>, options: StepOptions = {}) {
    signal.throwIfAborted()
    const attempt = (attempts.get(name) ?? 0) + 1
    attempts.set(name, attempt)
    const done = history.outputOf(name, attempt)
    if (done === undefined)
      return timed(telemetry, { step: name, attempt }, () => perform({ step: name, attempt }, work, options))
    options.restore?.(history.factsOf(name, attempt))
    // It was stored as what the work gave.
    return done.output as T
  }
}

async function timed<T>({ log, meter, tracer }: Telemetry, within: Within, work: () => Promise<T>): Promise<T> {
  const { step, attempt } = within
  const attributes = { 'samokoder.step': step, 'samokoder.step.attempt': attempt }
  const start = performance.now()
  try {
    return await tracer.span({ name: `step ${step}`, kind: 'internal', attributes }, work)
  } finally {
    const ms = performance.now() - start
    meter.observe('samokoder_run_step_duration_seconds', { step }, ms / 1000)
    log('info', 'run step', { step, duration_ms: Math.round(ms) })
    // What a killed process has not sent is lost. The run does not wait for it.
    void tracer.flush()
  }
}
