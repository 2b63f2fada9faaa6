import type { Message, Run } from '../api/projects.ts'
import type { ProjectStore } from '../project-store.ts'
import type { RunView } from '../run/run-view.ts'
import { addressOf } from '../addresses.ts'
import { describeError, formatNumber, formatUsd, formatWhen, say } from '../words/words.ts'
import { RunSteps } from './run-steps.tsx'

/** What became of a request: its steps while they happen or were seen, and how it ended. */
export function RunCard({ store, run, answers }: { store: ProjectStore; run: Run; answers: Message[] }) {
  const live = store.live.value?.id === run.id ? store.live.value : undefined
  const view = live?.view.value ?? store.seen.value.get(run.id)
  const words = say()
  return (
    <div class="run-card">
      {view === undefined ? <ToldShortly store={store} run={run} /> : <RunSteps view={view} />}
      <Answers texts={textsOf(run, live === undefined ? undefined : view, answers)} />
      {view?.waitingUntil === undefined ? null : <p class="soft">{words.waiting(formatWhen(view.waitingUntil))}</p>}
      {live?.connection.value === 'away' ? (
        <p class="away" role="status">
          {words.away}
        </p>
      ) : null}
      <Ending store={store} run={run} view={view} />
    </div>
  )
}

/** What the model says: as it comes, and from then on as it is kept. What a run asks is told where it is answered. */
function textsOf(run: Run, live: RunView | undefined, answers: Message[]): string[] {
  if (run.awaiting !== null) return []
  if (answers.length > 0 || live === undefined) return answers.map(({ content }) => content)
  return live.message === '' ? [] : [live.message]
}

function Answers({ texts }: { texts: string[] }) {
  return (
    <>
      {texts.map((text, index) => (
        <div key={index} class="answer" dir="auto">
          {text}
        </div>
      ))}
    </>
  )
}

function ToldShortly({ store, run }: { store: ProjectStore; run: Run }) {
  const words = say()
  return (
    <button type="button" class="link told" onClick={() => store.recall(run)}>
      {words.steps}
    </button>
  )
}

/** Spoken by screen readers when it changes, which text that streams is not. */
function Ending({ store, run, view }: { store: ProjectStore; run: Run; view: RunView | undefined }) {
  const words = say()
  const version = run.version ?? view?.committed?.version
  const usage = view?.usage ?? run.usage
  const tokens = (usage.prompt_tokens ?? 0) + (usage.completion_tokens ?? 0)
  const status = view?.end?.status ?? run.status
  return (
    <p class={`ending is-${status}`} role="status">
      <span class="badge">{words.runStatus[status]}</span>
      {version === null || version === undefined ? null : (
        <a href={addressOf({ page: 'project', id: store.id, view: 'versions' })}>{words.versionNumber(version)}</a>
      )}
      {tokens === 0 ? null : (
        <span class="soft numbers" title={words.cost}>
          {words.tokens(formatNumber(tokens))}
          {(usage.cost_usd ?? 0) > 0 ? ` · ${formatUsd(usage.cost_usd ?? 0)}` : ''}
        </span>
      )}
      {run.error === null ? null : <span class="reason">{describeError(run.error)}</span>}
      {run.failed_files.length === 0 ? null : <span class="reason">{words.failedFiles(run.failed_files.length)}</span>}
    </p>
  )
}
