import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'

type PageProblem = { kind: string; message: string; path?: string; line?: number }

const MOST_KEPT = 20
const MOST_SHOWN = 3

/** What the page in the frame has told of itself. Anybody may write a message: only the preview's are read, as text. */
export function usePageProblems(frame: { current: HTMLIFrameElement | null }, page: string): PageProblem[] {
  const [problems, setProblems] = useState<PageProblem[]>([])
  useEffect(() => {
    setProblems([])
    const take = ({ source, data }: MessageEvent<{ type?: unknown; problem?: Partial<PageProblem> } | null>) => {
      if (source === null || source !== frame.current?.contentWindow || data?.type !== 'samokoder:problem') return
      const { kind, message, path, line } = data.problem ?? {}
      if (typeof kind !== 'string' || typeof message !== 'string') return
      const problem: PageProblem = {
        kind,
        message,
        ...(typeof path === 'string' ? { path } : {}),
        ...(typeof line === 'number' ? { line } : {}),
      }
      setProblems((known) => [...known, problem].slice(0, MOST_KEPT))
    }
    addEventListener('message', take)
    return () => removeEventListener('message', take)
  }, [page])
  return problems
}

/** With one press, a run is asked to mend what the page has told. */
export function PageProblems({ store, problems }: { store: ProjectStore; problems: PageProblem[] }) {
  const task = useTask(store.noteProblem)
  const words = say()
  if (problems.length === 0) return null
  const isUnderWay = store.openRun.value !== undefined
  return (
    <div class="notice bad page-problems" role="status">
      <Icon name="warn" />
      <div>
        <p>{words.pageProblems(problems.length)}</p>
        <ul class="problems" dir="auto">
          {problems.slice(0, MOST_SHOWN).map(({ message, path, line }) => (
            <li key={`${path}:${line}:${message}`}>
              {path === undefined ? null : <bdi>{line === undefined ? path : `${path}:${line}`} </bdi>}
              {message}
            </li>
          ))}
        </ul>
        <ProblemNotice problem={task.problem} />
      </div>
      {store.may('run') ? (
        <button
          type="button"
          class="main"
          aria-disabled={task.isBusy || isUnderWay}
          onClick={() => (isUnderWay ? undefined : task.run(() => store.start({ repair: true })))}
        >
          {words.mend}
        </button>
      ) : null}
    </div>
  )
}
