// What a run looks like, made of its events one by one.
import type { StreamEvent } from '../api/follow-run.ts'
import type { FactData, FactType, LiveEvent } from '../../../runs/events.ts'

export type FileState = 'planned' | 'writing' | 'done' | 'failed' | 'deleted' | 'unchanged'
export type RunFile = {
  path: string
  purpose: string
  state: FileState
  sizeBytes: number
  /** What has come of it, while it is written. */
  text: string
  message: string
}

export type RunView = {
  kind: string
  model: string
  plan: FactData['plan.ready'] | undefined
  files: Map<string, RunFile>
  /** The file that is being written. */
  current: string | undefined
  message: string
  check: FactData['check.completed'] | undefined
  repairs: FactData['repair.completed'][]
  step: string | undefined
  usage: Partial<FactData['run.succeeded']['usage'] & object> | undefined
  awaiting: FactData['run.awaiting_input'] | undefined
  waitingUntil: string | undefined
  committed: FactData['version.committed'] | undefined
  conflicted: FactData['version.conflicted'] | undefined
  end: FactData['run.succeeded'] | undefined
}

export type Told = { [T in FactType]: { type: T; data: FactData[T] } }[FactType] | LiveEvent

function emptyView(): RunView {
  return {
    kind: '',
    model: '',
    plan: undefined,
    files: new Map(),
    current: undefined,
    message: '',
    check: undefined,
    repairs: [],
    step: undefined,
    usage: undefined,
    awaiting: undefined,
    waitingUntil: undefined,
    committed: undefined,
    conflicted: undefined,
    end: undefined,
  }
}

type Kept = { seq: number; event: Told }

/** Gathers events to a view. Facts that are withdrawn no longer count. */
export function createRunReader(): { take: (event: StreamEvent) => void; view: () => RunView } {
  let facts: Kept[] = []
  let view = emptyView()
  return {
    view: () => view,
    take: ({ id, type, data }) => {
      const event = { type, data } as Told
      if (event.type === 'facts.withdrawn') {
        const { first_seq: first, last_seq: last } = event.data
        facts = facts.filter(({ seq }) => seq < first || seq > last)
        view = emptyView()
        for (const fact of facts) applyEvent(view, fact.event)
        return
      }
      const [seq = '0', part] = (id ?? '').split('-')
      if (part === '0') facts.push({ seq: Number(seq), event })
      applyEvent(view, event)
    },
  }
}

/** Changes the view by one event; what a newer release may send besides is let pass. */
function applyEvent(view: RunView, event: Told): void {
  switch (event.type) {
    case 'run.created':
      view.kind = event.data.kind
      view.model = event.data.model
      break
    case 'step.started':
      view.step = event.data.step
      view.waitingUntil = undefined
      break
    case 'plan.ready':
      view.plan = event.data
      for (const { path, purpose } of event.data.files) changeFile(view, path, { purpose })
      break
    case 'message.delta':
      view.message += event.data.text
      break
    case 'message.completed':
      view.message = event.data.content
      break
    case 'check.completed':
      view.check = event.data
      break
    case 'repair.completed':
      view.repairs.push(event.data)
      break
    case 'usage.updated':
      view.usage = event.data
      break
    default:
      applyToFile(view, event)
      applyToEnd(view, event)
  }
}

function applyToFile(view: RunView, event: Told): void {
  switch (event.type) {
    case 'file.started':
      changeFile(view, event.data.path, { state: 'writing', text: '', sizeBytes: 0 })
      view.current = event.data.path
      break
    case 'file.delta': {
      const text = fileOf(view, event.data.path).text + event.data.text
      changeFile(view, event.data.path, { state: 'writing', text, sizeBytes: text.length })
      view.current = event.data.path
      break
    }
    case 'file.completed':
      changeFile(view, event.data.path, { state: 'done', sizeBytes: event.data.size_bytes })
      leave(view, event.data.path)
      break
    case 'file.failed':
      changeFile(view, event.data.path, { state: 'failed', message: event.data.message })
      leave(view, event.data.path)
      break
    case 'file.deleted':
      changeFile(view, event.data.path, { state: 'deleted' })
      break
    case 'file.unchanged':
      changeFile(view, event.data.path, { state: 'unchanged' })
      leave(view, event.data.path)
      break
    case 'file.renamed':
      view.files.delete(event.data.from)
      changeFile(view, event.data.to, { state: 'done' })
  }
}

function applyToEnd(view: RunView, event: Told): void {
  switch (event.type) {
    case 'run.awaiting_input':
      view.awaiting = event.data
      break
    case 'input.received':
      view.awaiting = undefined
      break
    case 'run.waiting':
      view.waitingUntil = event.data.retry_at
      break
    case 'run.started':
      view.waitingUntil = undefined
      break
    case 'version.committed':
      view.committed = event.data
      break
    case 'version.conflicted':
      view.conflicted = event.data
      break
    case 'run.succeeded':
    case 'run.partial':
    case 'run.failed':
    case 'run.canceled':
      view.end = event.data
      view.usage = event.data.usage ?? view.usage
      view.current = undefined
  }
}

function fileOf(view: RunView, path: string): RunFile {
  return view.files.get(path) ?? { path, purpose: '', state: 'planned', sizeBytes: 0, text: '', message: '' }
}

/** Makes a new object of it: what is drawn of a file is drawn again for another object alone. */
function changeFile(view: RunView, path: string, changes: Partial<RunFile>): void {
  view.files.set(path, { ...fileOf(view, path), ...changes })
}

/** The text of a file that is done is read of the project. */
function leave(view: RunView, path: string): void {
  if (view.current === path) view.current = undefined
}
