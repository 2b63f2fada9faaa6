import type { ComponentChildren } from 'preact'
import type { RunFile, RunView } from '../run/run-view.ts'
import { formatBytes, say } from '../words/words.ts'

type Mark = 'now' | 'done' | 'bad'

/** The thread of a run: plan, files, check, repairs, version. A step stands there once it has begun. */
export function RunSteps({ view }: { view: RunView }) {
  const isOver = view.end !== undefined
  return (
    <ol class="thread steps">
      <PlanStep view={view} isOver={isOver} />
      <FilesStep view={view} isOver={isOver} />
      <CheckStep view={view} isOver={isOver} />
      <RepairStep view={view} isOver={isOver} />
      <VersionStep view={view} />
    </ol>
  )
}

type StepProps = { view: RunView; isOver: boolean }

function Step({
  mark,
  title,
  told,
  children,
}: {
  mark: Mark
  title: string
  told: string
  children?: ComponentChildren
}) {
  return (
    <li class={`step is-${mark}`}>
      <p>
        <strong>{title}</strong> <span class="soft">{told}</span>
      </p>
      {children}
    </li>
  )
}

function PlanStep({ view, isOver }: StepProps) {
  const words = say()
  const { plan } = view
  if (plan !== undefined) {
    return (
      <Step mark="done" title={words.stepPlan} told={plan.title}>
        <p class="summary" dir="auto">
          {plan.summary}
        </p>
      </Step>
    )
  }
  if (isOver || view.files.size > 0 || view.message !== '') return null
  return <Step mark="now" title={words.stepPlan} told={view.kind === 'generate' ? words.planning : words.thinking} />
}

function FilesStep({ view, isOver }: StepProps) {
  const words = say()
  const files = [...view.files.values()]
  if (files.length === 0) return null
  const done = files.filter(({ state }) => state !== 'planned' && state !== 'writing').length
  const isDone = isOver || done === files.length
  const failed = files.some(({ state }) => state === 'failed')
  const told = isDone ? words.writingFiles(done) : words.writing(done, files.length)
  return (
    <Step mark={isDone ? (failed ? 'bad' : 'done') : 'now'} title={words.stepWrite} told={told}>
      <ul class="growing">
        {files.map((file) => (
          <GrowingFile key={file.path} file={file} isOver={isOver} />
        ))}
      </ul>
    </Step>
  )
}

function GrowingFile({ file, isOver }: { file: RunFile; isOver: boolean }) {
  const words = say()
  const { path, state, sizeBytes, purpose, message } = file
  return (
    <li class={`is-${state}`} title={message || purpose}>
      <bdi>{path}</bdi>
      <span class="numbers">
        {state === 'planned' || sizeBytes === 0
          ? isOver || state !== 'planned'
            ? words.fileState[state]
            : ''
          : formatBytes(sizeBytes)}
      </span>
      {state === 'failed' ? <small>{message}</small> : null}
    </li>
  )
}

function CheckStep({ view, isOver }: StepProps) {
  const words = say()
  const { check } = view
  if (check === undefined) {
    const isChecking = !isOver && view.step === 'check'
    return isChecking ? <Step mark="now" title={words.stepCheck} told={words.checking} /> : null
  }
  const count = check.problem_count ?? check.problems.length
  const told = count === 0 ? words.checkedClean(check.files_checked) : words.checkedProblems(count)
  const before = check.problems_from_before ?? 0
  return (
    <Step mark={count === 0 ? 'done' : 'bad'} title={words.stepCheck} told={told}>
      <ul class="problems">
        {check.problems.slice(0, 5).map(({ path, line, message }) => (
          <li key={`${path}:${line}:${message}`}>
            <bdi>
              {path}
              {line === undefined ? '' : `:${line}`}
            </bdi>{' '}
            {message}
          </li>
        ))}
      </ul>
      {before === 0 ? null : <p class="soft">{words.problemsBefore(before)}</p>}
    </Step>
  )
}

function RepairStep({ view, isOver }: StepProps) {
  const words = say()
  const last = view.repairs.at(-1)
  if (!isOver && view.step === 'repair') return <Step mark="now" title={words.stepRepair} told={words.repairing} />
  if (last === undefined) return null
  const told = last.is_kept ? words.repaired(last.problems_before, last.problems_after) : words.repairUndone
  return <Step mark={last.problems_after === 0 ? 'done' : 'bad'} title={words.stepRepair} told={told} />
}

function VersionStep({ view }: { view: RunView }) {
  const words = say()
  if (view.conflicted !== undefined) {
    return <Step mark="bad" title={words.stepVersion} told={words.conflicted(view.conflicted.version)} />
  }
  if (view.committed === undefined) return null
  return <Step mark="done" title={words.stepVersion} told={words.committed(view.committed.version)} />
}
