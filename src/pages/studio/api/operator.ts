// What operators ask, with the token of the deployment where it has one, and not as who is signed in.
import type * as z from 'zod'
import type { scorecardSchema } from '../../../telemetry/scorecard.ts'
import { readProblem } from './problem.ts'
import { reach } from './reach.ts'

export type Scorecard = z.infer<typeof scorecardSchema>
export type Readiness = {
  ready: boolean
  draining: boolean
  services: { name: string; required: boolean; ok: boolean; latency_ms: number }[]
}

/** Also when a service is down, which is an answer and no failure. @throws {ApiProblem} unauthorized, offline */
export async function readReadiness(token: string): Promise<Readiness> {
  const response = await ask('health/ready?services=all', token)
  if (!response.ok && response.status !== 503) throw await readProblem(response)
  return (await response.json()) as Readiness
}

/** Undefined when nobody has made one yet. @throws {ApiProblem} unauthorized, offline */
export async function readScorecard(token: string): Promise<Scorecard | undefined> {
  const response = await ask('factors', token)
  if (response.status === 404) return undefined
  if (!response.ok) throw await readProblem(response)
  return (await response.json()) as Scorecard
}

function ask(path: string, token: string): Promise<Response> {
  return reach('GET', path, { headers: { Accept: 'application/json' }, ...(token === '' ? {} : { token }) })
}
