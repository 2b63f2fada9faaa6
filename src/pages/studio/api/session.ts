// Who is signed in. The access token is in this memory alone; what renews it is in a cookie that no script reads.
import { computed, signal } from '@preact/signals'
import type * as z from 'zod'
import type { sessionSchema } from '../../../accounts/accounts.ts'
import { ApiProblem, readProblem } from './problem.ts'
import { reach, request } from './reach.ts'

type Session = Omit<z.infer<typeof sessionSchema>, 'refresh_token'>
type Access = { token: string; endsAtMs: number; user: Session['user']; pending: Session['pending_factors'] }

const ROUTE = 'api/session'
/** A token is renewed a little before its end, as a request takes its time. */
const MARGIN_MS = 30_000
/** Whether somebody has signed in here, so that a first visit asks nothing. */
const MARK = 'samokoder.signed-in'

/** Undefined until it is known; null when nobody is signed in. */
const access = signal<Access | null | undefined>(localStorage.getItem(MARK) === null ? null : undefined)
/** Factors by one of which a code is to be sent first. */
export const pendingFactors = computed(() => access.value?.pending ?? [])
export const account = computed(() => (access.value ? access.value.user : access.value))

let renewing: Promise<Access | null> | undefined

export async function signIn(email: string, password: string): Promise<void> {
  keep(await post({ email, password }))
}

export async function signUp(email: string, password: string, invitation: string): Promise<void> {
  keep(await post({ email, password, sign_up: true, ...(invitation === '' ? {} : { invitation }) }))
}

/** Sends a code: of a factor that is pending, or of one that is new. @throws {ApiProblem} invalid_code */
export async function showFactor(factorId: string, code: string): Promise<void> {
  const token = await accessToken()
  const json = { factor_id: factorId, code }
  keep((await (await inTurn(() => request('POST', `${ROUTE}/verify`, { json, token }))).json()) as Session)
}

export async function signOut(everywhere: boolean): Promise<void> {
  const token = await accessToken()
  const response = await reach('DELETE', everywhere ? `${ROUTE}?everywhere=true` : ROUTE, { token })
  if (!response.ok && response.status !== 401) throw await readProblem(response)
  forget()
}

/** A token that is good for a while. @throws {ApiProblem} unauthorized when nobody is signed in, offline */
export async function accessToken(): Promise<string> {
  const known = access.peek()
  if (known && known.endsAtMs - MARGIN_MS > Date.now()) return known.token
  const renewed = await renew()
  if (renewed === null) throw new ApiProblem('unauthorized', 'Nobody is signed in.')
  return renewed.token
}

/** Asks for a new token; a call that was refused does so, too. Calls at a time share one question. */
export function renew(): Promise<Access | null> {
  renewing ??= renewAlone().finally(() => (renewing = undefined))
  return renewing
}

/** Other tabs have the same cookie, which serves once: they wait for each other. */
async function inTurn<T>(ask: () => Promise<T>): Promise<T> {
  return navigator.locks === undefined ? ask() : navigator.locks.request('samokoder.session', ask)
}

async function renewAlone(): Promise<Access | null> {
  const response = await inTurn(() => reach('PUT', ROUTE))
  if (response.ok) return keep((await response.json()) as Session)
  if (response.status !== 401) throw await readProblem(response)
  forget()
  return null
}

async function post(json: Record<string, unknown>): Promise<Session> {
  return (await (await request('POST', ROUTE, { json })).json()) as Session
}

function keep({ access_token: token, expires_in: seconds, user, pending_factors: pending }: Session): Access {
  const kept = { token, endsAtMs: Date.now() + seconds * 1000, user, pending }
  access.value = kept
  localStorage.setItem(MARK, 'yes')
  return kept
}

function forget(): void {
  access.value = null
  localStorage.removeItem(MARK)
}
