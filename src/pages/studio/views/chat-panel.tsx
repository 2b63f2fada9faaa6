import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Message, Run } from '../api/projects.ts'
import { ProblemNotice } from '../parts/notice.tsx'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'
import { Compose } from './compose.tsx'
import { InputCard } from './input-card.tsx'
import { RunCard } from './run-card.tsx'

export function ChatPanel({ store }: { store: ProjectStore }) {
  const words = say()
  const { runs, messages, problem, project } = store
  const list = useBottom(store)
  const turns = runs.value.toReversed()
  return (
    <section class="chat" aria-label={words.conversation}>
      {/* A long conversation is scrolled by keyboard, too. */}
      <div ref={list} class="turns" tabIndex={0} role="log" aria-label={words.conversation} aria-live="off">
        {project.value !== undefined && turns.length === 0 ? <p class="empty">{words.conversationEmpty}</p> : null}
        {turns.map((run) => (
          <Turn key={run.id} store={store} run={run} said={messages.value.filter(({ run_id }) => run_id === run.id)} />
        ))}
        <ProblemNotice problem={problem.value} onRetry={() => void store.load()} />
      </div>
      <Compose store={store} />
    </section>
  )
}

function Turn({ store, run, said }: { store: ProjectStore; run: Run; said: Message[] }) {
  const words = say()
  const answers = said.filter(({ role }) => role === 'assistant').toReversed()
  return (
    <article class="turn">
      <div class="said">
        <h2 class="hidden">{words.request}</h2>
        <p dir="auto">{run.prompt}</p>
      </div>
      <RunCard store={store} run={run} answers={answers} />
      {run.status === 'awaiting_input' && run.awaiting !== null ? (
        <InputCard store={store} run={run} awaiting={run.awaiting} />
      ) : null}
    </article>
  )
}

/** Keeps the newest in sight, unless somebody has scrolled away from it. */
function useBottom(store: ProjectStore) {
  const list = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  useEffect(() => {
    const element = list.current
    if (element === null) return undefined
    const note = () => (follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80)
    element.addEventListener('scroll', note, { passive: true })
    return () => element.removeEventListener('scroll', note)
  }, [])
  useLayoutEffect(() => {
    if (follows.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight
  })
  // What comes of the run draws the panel again, so that the effect above has its say.
  void store.live.value?.view.value
  return list
}
