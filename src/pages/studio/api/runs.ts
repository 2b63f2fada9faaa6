import type { RunInput, RunMode } from '../../../services/database-types.ts'
import { callJson, onceOnly } from './call.ts'
import type { Run } from './projects.ts'

export type Mode = RunMode
export type NewRun = { prompt: string; mode?: Mode } | { repair: true }

export function startRun(projectId: string, run: NewRun): Promise<Run> {
  return callJson('POST', `api/projects/${projectId}/runs`, { json: run, headers: onceOnly() })
}

export function cancelRun(id: string): Promise<Run> {
  return callJson('POST', `api/runs/${id}/cancel`)
}

export function answerRun(id: string, input: RunInput): Promise<Run> {
  return callJson('POST', `api/runs/${id}/input`, { json: input })
}
