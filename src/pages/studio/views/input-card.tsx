import { useState } from 'preact/hooks'
import type { Run } from '../api/projects.ts'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'

type InputCardProps = { store: ProjectStore; run: Run; awaiting: NonNullable<Run['awaiting']> }

/** What a run asks, and the way to answer it. */
export function InputCard({ store, run, awaiting }: InputCardProps) {
  const [text, setText] = useState('')
  const task = useTask(store.noteProblem)
  const words = say()
  const isPlan = awaiting.kind === 'plan'
  const send = (event: Event) => {
    event.preventDefault()
    if (text.trim() !== '') task.run(() => store.answer(run, isPlan ? { plan: text } : { text }))
  }
  const asked = (
    <>
      <h2>{isPlan ? words.asksPlan : words.asks}</h2>
      <p class="question" dir="auto">
        {awaiting.question}
      </p>
    </>
  )
  if (!store.may('run')) return <div class="card ask">{asked}</div>
  return (
    <form class="card ask" onSubmit={send}>
      {asked}
      {isPlan ? (
        <button
          type="button"
          class="main"
          aria-disabled={task.isBusy}
          onClick={() => task.run(() => store.answer(run, { approve: true }))}
        >
          {words.approve}
        </button>
      ) : null}
      <label class="field">
        <span>{isPlan ? words.changePlanLabel : words.answerLabel}</span>
        <textarea dir="auto" rows={2} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <ProblemNotice problem={task.problem} />
      <button type="submit" class={isPlan ? 'quiet' : 'main'} aria-disabled={task.isBusy || text.trim() === ''}>
        {isPlan ? words.changePlan : words.send}
      </button>
    </form>
  )
}
