// Whether every status that the API documents was seen.
import type { Site } from './site.ts'

type Paths = Record<string, Record<string, { responses: Record<string, unknown> }>>
type Answer = { method: string; path: string; status: number }

/** What no case asks for, and why. */
export const UNSEEN: [answer: RegExp, why: string][] = [
  [/ 50[03]$/, 'routes that ask no service, or that take every failure of it for its absence'],
  [
    /^POST .*\/(?:restore|apply|rotate|projects|fork|previews|import|pull|push|keys|webhooks|members|invitations|accept|mcp|embeddings|responses) (?:409|422)$/,
    'an Idempotency-Key that is used twice, which one route stands for',
  ],
  [/^GET \/(?:health|openapi\.json|docs|favicon\.ico)? 400$/, 'a Host that is none, which one route stands for'],
  [/\/(?:projects|pull|push) 502$/, 'a host of repositories, which none of the services is'],
  [/\/(?:pull|push) (?:200|412)$/, 'the same'],
  [/ 402$/, 'a budget, which no account has here'],
  [
    /^POST \/v1\/chat\/completions (?:409|422)$/,
    'a budget and a model without a price, and an Idempotency-Key as above',
  ],
  [/^POST \/api\/auth\/register 403$/, 'a deployment that takes no new accounts, which this one does'],
  [/\/screenshot 200$/, 'a browser, which no deployment has here'],
  [/ 501$/, 'a deployment that cannot sign tokens for keys, which this one can'],
  [/^POST \/api\/keys 409$/, 'an account at the bounds of its tier, which are a hundred keys here'],
  [
    /^POST \/api\/auth\/(?:register 202|(?:login|refresh) 403|(?:confirmation|password-reset)\/confirm (?:200|202|403))$/,
    'an address that must be confirmed, mails, and an account that is suspended, none of which there is here',
  ],
  [
    / \/api\/(?:auth\/mfa\S*|session\/verify) (?:20[014]|40[49])$/,
    'a second factor, which the Auth of this suite does not have',
  ],
  [/ \/api\/admin\/\S+ (?:200|204|409)$/, 'an admin, which nobody becomes over the API'],
  [/^POST \/api\/projects 409$/, 'an account at the bounds of its tier, which are a thousand projects here'],
  [/\/(?:files(?:\/\{path\})?|restore) 409$/, 'a race that is lost once more after the API tried again itself'],
]

/** How many documented answers there are, how many were seen, and which are missing without a reason. */
export function lookAtCoverage(site: Site): { documented: number; seen: number; missing: string[] } {
  const documented = Object.entries(site.api as Paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => ({ method: method.toUpperCase(), path, status: Number(status) })),
    ),
  )
  const unseen = documented.filter((one) => !wasSeen(site, one))
  const missing = unseen
    .map(({ method, path, status }) => `${method} ${path} ${status}`)
    .filter((one) => !UNSEEN.some(([pattern]) => pattern.test(one)))
  return { documented: documented.length, seen: documented.length - unseen.length, missing }
}

function wasSeen(site: Site, { method, path, status }: Answer): boolean {
  const source = path
    .replace(/[.]/g, '\\.')
    .replace('{path}', '.+')
    .replace(/\{\w+\}/g, '[^/]+')
  const pattern = new RegExp(`^${source}$`)
  return site.answers.some(
    (one) => one.method === method && one.status === status && pattern.test(one.target.split('?')[0] ?? ''),
  )
}
