// The run that is under way in the open project. Events come faster than a screen shows them: it is drawn once a frame.
import { signal, type ReadonlySignal } from '@preact/signals'
import { followRun, type Connection } from '../api/follow-run.ts'
import { toProblem, type ApiProblem } from '../api/problem.ts'
import { createRunReader, type RunView } from './run-view.ts'

export type LiveRun = {
  id: string
  view: ReadonlySignal<RunView>
  connection: ReadonlySignal<Connection>
  /** Resolves when the run has ended or awaits input. */
  ended: Promise<ApiProblem | undefined>
  stop: () => void
}

export function watchRun(id: string): LiveRun {
  const reader = createRunReader()
  const view = signal(reader.view())
  const connection = signal<Connection>('connected')
  const abort = new AbortController()
  let frame = 0
  const show = () => {
    frame = 0
    view.value = { ...reader.view() }
  }
  const ended = followRun(id, {
    signal: abort.signal,
    onConnection: (now) => (connection.value = now),
    onEvent: (event) => {
      reader.take(event)
      if (frame === 0) frame = requestAnimationFrame(show)
    },
  }).then(
    () => undefined,
    (error: unknown) => toProblem(error),
  )
  return {
    id,
    view,
    connection,
    ended: ended.finally(show),
    stop: () => {
      cancelAnimationFrame(frame)
      abort.abort()
    },
  }
}
