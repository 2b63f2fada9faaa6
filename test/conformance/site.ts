// One runtime as the cases see it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { LedgerRow } from '../../src/services/database-types.ts'
import type { Release } from '../../src/telemetry/release.ts'
import { signToken, type Account, type Claims } from './accounts.ts'
import { exchange, RawConnection, type RawAnswer, type RawRequest } from './raw-http.ts'
import type { LogLine, Runtime } from './runtimes.ts'
import type { SuiteModel } from './suite-model.ts'
import type { Witness } from './witness.ts'

/** Far longer than anything takes on a machine that is busy. */
const PATIENCE_MS = 120_000

export type Target = { runtime: Runtime; port: number; log: LogLine[] }
export type Ask = Omit<RawRequest, 'target'> & { account?: Account; json?: unknown }

/** What all runtimes share. */
export type Suite = {
  model: SuiteModel
  witness: Witness
  /** Of the app.js and the variables that every runtime was started with. */
  release: Release
  jwtSecret: string
  operatorToken: string
  /** What an account was charged for its direct calls. */
  ledgerOf: (userId: string) => Promise<LedgerRow[]>
  /** A run that another process drives, as it seems, for two minutes; gives its id. */
  makeRunElsewhere: (account: Account, projectId: string, prompt: string) => Promise<string>
  /** Leaves an account or an address no turn to ask for an hour. */
  spendTurns: (scope: 'account' | 'address', who: string) => Promise<unknown>
  bodyLimitBytes: number
  /** Of requests to models. */
  modelBodyLimitBytes: number
  heartbeatMs: number
}

export type Site = Target &
  Suite & {
    account: Account
    /** The paths of the OpenAPI document that it serves. */
    api: unknown
    /** What a case leaves for the ones after it. */
    shelf: Map<string, string>
    /** Every answer so far, for the account of what the API documents. */
    answers: { method: string; target: string; status: number }[]
    send: (method: string, target: string, ask?: Partial<Ask>) => Promise<RawAnswer>
    json: <T>(method: string, target: string, ask?: Partial<Ask>) => Promise<T>
    open: () => RawConnection
    token: (claims?: Claims) => Promise<string>
  }

/** Makes an account through the runtime. */
export async function openSite(target: Target, suite: Suite): Promise<Site> {
  const answers: Site['answers'] = []
  const site: Site = {
    ...target,
    ...suite,
    account: { userId: '', email: '', token: '' },
    api: {},
    shelf: new Map(),
    answers,
    open: () => new RawConnection(target.port),
    token: (claims) => signToken(suite.jwtSecret, claims),
    send: async (method, path, ask = {}) => {
      const answer = await exchange(target.port, toRequest(method, path, ask))
      answers.push({ method, target: path, status: answer.status })
      return answer
    },
    json: async <T>(method: string, path: string, ask?: Partial<Ask>) => {
      const { status, body } = await site.send(method, path, { account: site.account, ...ask })
      assert.ok(status < 300, `${method} ${path} answered ${status}: ${body.toString()}`)
      return JSON.parse(body.toString()) as T
    },
  }
  site.account = await register(site)
  site.api = (await site.json<{ paths: unknown }>('GET', '/openapi.json')).paths
  return site
}

export async function register(site: Site): Promise<Account> {
  const email = `${randomUUID()}@example.com`
  const { body } = await site.send('POST', '/api/auth/register', { json: { email, password: 'correct horse' } })
  const { access_token: token, user } = JSON.parse(body.toString()) as { access_token: string; user: { id: string } }
  return { userId: user.id, email, token }
}

export async function createProject(site: Site, name = 'A project'): Promise<string> {
  return (await site.json<{ id: string }>('POST', '/api/projects', { json: { name } })).id
}

export function toRequest(method: string, target: string, ask: Partial<Ask>): RawRequest {
  const { account, json, headers = [], ...rest } = ask
  return {
    method,
    target,
    headers: [
      ...(account === undefined ? [] : [['Authorization', `Bearer ${account.token}`] as [string, string]]),
      ...(json === undefined ? [] : [['Content-Type', 'application/json'] as [string, string]]),
      ...headers,
    ],
    ...rest,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  }
}

/** Asks again until the answer is there, or for so long. */
export async function within<T>(ms: number, ask: () => Promise<T | undefined> | T | undefined): Promise<T | undefined> {
  const deadline = performance.now() + ms
  for (;;) {
    const found = await ask()
    if (found !== undefined || performance.now() > deadline) return found
    await pause(25)
  }
}

/** Asks again until the answer is there: what a test may wait for, but not how long. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const found = await within(PATIENCE_MS, ask)
  assert.ok(found !== undefined, `not within ${PATIENCE_MS} ms: ${what}`)
  return found
}
