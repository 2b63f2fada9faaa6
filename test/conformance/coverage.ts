// Whether every status that the API documents was seen, on every runtime.
import type { Site } from './site.ts'

type Paths = Record<string, Record<string, { responses: Record<string, unknown> }>>

/** What no case asks for, and why. */
const UNSEEN: [operation: RegExp, why: string][] = [
  [/ 50[03]$/, 'routes that ask no service, or that take every failure of it for its absence'],
  [/^POST \/api\/auth\/register 401$/, 'an address that must be confirmed first, which this Auth does not ask for'],
  [/\/(?:files\/\{path\}|restore) 409$/, 'a race that is lost once more after the API tried again itself'],
]

/** Prints the documented answers that no case has had; gives the number of those without a reason. */
export function printCoverage(sites: Site[]): number {
  let missing = 0
  for (const site of sites) {
    const api = site.api as Paths
    const documented = Object.entries(api).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => ({ method: method.toUpperCase(), path, status: Number(status) })),
      ),
    )
    const unseen = documented
      .filter((one) => !wasSeen(site, one))
      .map((one) => `${one.method} ${one.path} ${one.status}`)
    const unexplained = unseen.filter((one) => !UNSEEN.some(([pattern]) => pattern.test(one)))
    missing += unexplained.length
    const seen = documented.length - unseen.length
    process.stdout.write(
      `\n${site.runtime}: ${seen} of ${documented.length} documented answers seen${unexplained.map((one) => `\n  missing: ${one}`).join('')}`,
    )
  }
  const reasons = UNSEEN.map(([pattern, why]) => `  ${pattern.source}: ${why}`)
  process.stdout.write(`\nNot asked for:\n${reasons.join('\n')}\n`)
  return missing
}

function wasSeen(site: Site, { method, path, status }: { method: string; path: string; status: number }): boolean {
  const source = path
    .replace(/[.]/g, '\\.')
    .replace('{path}', '.+')
    .replace(/\{\w+\}/g, '[^/]+')
  const pattern = new RegExp(`^${source}$`)
  return site.answers.some(
    (one) => one.method === method && one.status === status && pattern.test(one.target.split('?')[0] ?? ''),
  )
}
