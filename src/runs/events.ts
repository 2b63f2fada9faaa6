import type { FailedFile, Usage } from '../services/database-types.ts'
import type { EventId } from './event-id.ts'

export type Problem = { path: string; line?: number; column?: number; code: string; message: string }
export type PlannedFile = { path: string; purpose: string }

/** What is stored for good: a run can be told again from these. */
export type FactData = {
  'run.created': { kind: string; model: string; base_version: number }
  'run.started': { epoch: number }
  'plan.ready': { title: string; summary: string; files: PlannedFile[] }
  'file.completed': { path: string; hash: string; size_bytes: number }
  'file.deleted': { path: string }
  'file.renamed': { from: string; to: string }
  'file.failed': FailedFile
  'check.completed': { files_checked: number; problems: Problem[] }
  'version.committed': { version: number; file_count: number; size_bytes: number }
  'message.completed': { content: string }
  'run.succeeded': RunEnd
  'run.partial': RunEnd
  'run.failed': RunEnd
  'run.canceled': RunEnd
}

/** What only a live watcher sees: lost without harm. */
export type LiveData = {
  'step.started': { step: 'plan' | 'write' | 'check' | 'commit' }
  'file.started': { path: string }
  'file.delta': { path: string; text: string }
  'message.delta': { text: string }
}

type RunEnd = {
  status: string
  version?: number
  error_code?: string
  error_message?: string
  failed_files?: FailedFile[]
  usage?: Partial<Usage>
}

export type NewFact = { [T in keyof FactData]: { type: T; data: FactData[T] } }[keyof FactData]
export type LiveEvent = { [T in keyof LiveData]: { type: T; data: LiveData[T] } }[keyof LiveData]

/** An event as a watcher gets it. */
export type RunEvent = { id: EventId; type: string; data: unknown }

export function endsRun(type: string): boolean {
  return type === 'run.succeeded' || type === 'run.partial' || type === 'run.failed' || type === 'run.canceled'
}
