// The open project: what the API has said of it, and the run that is under way.
import { batch, computed, signal } from '@preact/signals'
import { toProblem, type ApiProblem, type ProblemCode } from './api/problem.ts'
import {
  listFiles,
  listMessages,
  listRuns,
  listVersions,
  readProject,
  type FileList,
  type Message,
  type Project,
  type Run,
  type Version,
} from './api/projects.ts'
import { answerRun, cancelRun, startRun, type NewRun } from './api/runs.ts'
import { allows, type Action } from './may.ts'
import { watchRun, type LiveRun } from './run/live-run.ts'
import type { RunView } from './run/run-view.ts'
import type { RunInput } from '../../services/database-types.ts'

export type ProjectStore = ReturnType<typeof openProject>

const NO_FILES: FileList = { version: 0, files: [] }
const OPEN: readonly Run['status'][] = ['queued', 'running', 'waiting', 'awaiting_input']
/** What somebody is answered whose role is another by now, or who is no member any more. */
const REFUSED: readonly ProblemCode[] = ['editor_needed', 'owner_needed', 'not_found']

/** A run that has begun before its project was opened, whose events need not wait for what the project has besides. */
let begun: { projectId: string; run: Run } | undefined

export function openSoon(projectId: string, run: Run): void {
  begun = { projectId, run }
}

export function openProject(id: string) {
  const project = signal<Project | undefined>(undefined)
  const runs = signal<Run[]>([])
  const messages = signal<Message[]>([])
  const versions = signal<Version[]>([])
  const files = signal<FileList>(NO_FILES)
  const live = signal<LiveRun | undefined>(undefined)
  const problem = signal<ApiProblem | undefined>(undefined)
  const isStopping = signal(false)
  /** What this page has seen of runs that have ended. */
  const seen = signal<ReadonlyMap<string, RunView>>(new Map())
  /** The newest run, while it is under way or awaits something. */
  const openRun = computed(() => runs.value.find(({ status }) => OPEN.includes(status)))
  let isClosed = false

  async function load(): Promise<void> {
    try {
      const [read, ...lists] = await Promise.all([
        readProject(id),
        listRuns(id),
        listMessages(id),
        listVersions(id),
        // A project without a version has no files to list.
        listFiles(id).catch(() => NO_FILES),
      ])
      batch(() => {
        project.value = read
        ;[runs.value, messages.value, versions.value, files.value] = lists
        problem.value = undefined
      })
      attach()
    } catch (error) {
      const failure = toProblem(error)
      batch(() => {
        problem.value = failure
        // Whose project it is no more sees nothing of it any longer.
        if (failure.code === 'not_found') project.value = undefined
      })
    }
  }

  function attach(): void {
    const run = openRun.value
    if (!isClosed && run !== undefined && live.value?.id !== run.id) follow(run.id)
  }

  function follow(runId: string): void {
    live.value?.stop()
    const watched = watchRun(runId)
    live.value = watched
    void watched.ended.then(async (failure) => {
      if (live.value !== watched) return
      seen.value = new Map(seen.value).set(runId, watched.view.value)
      await load()
      if (failure !== undefined) problem.value = failure
      isStopping.value = false
      // One that awaits an answer stays as it is, with its plan.
      if (live.value === watched && openRun.value?.id !== runId) live.value = undefined
      attach()
    })
  }

  function put(run: Run): void {
    runs.value = [run, ...runs.value.filter((other) => other.id !== run.id)]
  }

  if (begun?.projectId === id) {
    put(begun.run)
    follow(begun.run.id)
    begun = undefined
  }

  return {
    id,
    project,
    runs,
    messages,
    versions,
    files,
    live,
    openRun,
    problem,
    isStopping,
    seen,
    load,
    /** Whether the account may do that here; while its role is not known yet, it may. */
    may: (action: Action) => project.value === undefined || allows(project.value.role, action),
    /** Looks at the project anew when a refusal says that the account has another role in it by now. */
    noteProblem: ({ code }: ApiProblem) => {
      if (REFUSED.includes(code)) void load()
    },
    /** Tells a run that has ended once more, from its first event on. */
    recall: (run: Run) => {
      const watched = watchRun(run.id)
      void watched.ended.then(() => (seen.value = new Map(seen.value).set(run.id, watched.view.value)))
    },
    start: async (wanted: NewRun) => {
      const run = await startRun(id, wanted)
      put(run)
      follow(run.id)
    },
    answer: async (run: Run, input: RunInput) => {
      put(await answerRun(run.id, input))
      follow(run.id)
    },
    stop: async (run: Run) => {
      isStopping.value = true
      try {
        const stopped = await cancelRun(run.id)
        // One that rested has ended with that, and no stream tells it.
        if (!OPEN.includes(stopped.status)) {
          put(stopped)
          if (live.value === undefined) isStopping.value = false
        }
      } catch (error) {
        isStopping.value = false
        throw error
      }
    },
    close: () => {
      isClosed = true
      live.value?.stop()
    },
  }
}
