// Holds every answer that a test gets to the contract of its route, whatever the test itself looks at.
import { ERROR_CODES, type ErrorCode } from '../../src/errors.ts'
import { ANSWER_HEADERS, headersOf } from '../../src/http/answer-headers.ts'
import { errorsOf, type ApiDescription, type Contract } from '../../src/http/contract.ts'
import { errorBody } from '../../src/http/schemas.ts'

/** What may be answered before a route is found, or where there is none. */
const ROUTELESS: readonly ErrorCode[] = ['not_found', 'method_not_allowed', 'bad_request', 'payload_too_large']

/** For callers, by their names in lower case. */
const KNOWN_HEADERS = new Map(Object.keys(ANSWER_HEADERS).map((name) => [name.toLowerCase(), name]))

/** @throws {Error} for a status, a header, a media type or a JSON body that the contract of the route does not name */
export async function checkAnswer(
  { method, url }: { method: string; url: string },
  response: Response,
  served: readonly ApiDescription[],
): Promise<void> {
  // Asked by browsers before a request, and answered by no route.
  if (method === 'OPTIONS') return
  const { pathname } = new URL(url)
  const contract = findContract(served, method === 'HEAD' ? 'GET' : method, pathname)
  const fault = findHeaderFault(contract, response) ?? (await findFault(contract, response, method === 'HEAD'))
  if (fault === undefined) return
  const route = contract === undefined ? 'no route' : `${contract.method} ${contract.path}`
  throw new Error(`${method} ${pathname} (${route}) was answered with ${response.status}: ${fault}`)
}

function findContract(served: readonly ApiDescription[], method: string, pathname: string): Contract | undefined {
  return served
    .flatMap(({ contracts }) => contracts)
    .find((contract) => contract.method === method.toLowerCase() && patternOf(contract.path).test(pathname))
}

function patternOf(path: string): RegExp {
  const pattern = path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, (_, name) => (name === 'path' ? '.+' : '[^/]+'))
  return new RegExp(`^${pattern}$`)
}

async function findFault(contract: Contract | undefined, response: Response, isHead: boolean) {
  const { status } = response
  // Another way to write a path leads to the one that has a contract.
  if (contract === undefined && status === 308 && response.headers.has('Location')) return undefined
  const promised = contract?.responses[status]
  const mediaType = response.headers.get('Content-Type')?.split(';')[0] ?? ''
  const media = [promised?.mediaType ?? []].flat()
  if (media.includes('*/*') || (media.includes(mediaType) && mediaType !== '')) return undefined
  if (mediaType !== 'application/json') {
    if (promised === undefined) return 'the contract does not name that status'
    return mediaType === '' && promised.schema === undefined ? undefined : `"${mediaType}" is not what it promises`
  }
  if (isHead) return undefined
  const body: unknown = await response.clone().json()
  const own = promised?.schema?.safeParse(body)
  if (own?.success === true) return undefined
  return status < 400
    ? (own?.error.message ?? 'the contract names no JSON for it')
    : findErrorFault(contract, status, body)
}

/** A header for callers is declared, so that the document tells of it and scripts of other origins may read it. */
function findHeaderFault(contract: Contract | undefined, { status, headers }: Response): string | undefined {
  const declared = new Set<string>(contract === undefined ? Object.keys(ANSWER_HEADERS) : headersOf(contract, status))
  const undeclared = [...headers.keys()].filter((name) => {
    const known = KNOWN_HEADERS.get(name)
    return known === undefined ? /^x-(?:samokoder|ratelimit)-/.test(name) : !declared.has(known)
  })
  return undeclared.length === 0 ? undefined : `nothing declares the header ${undeclared.join(', ')}`
}

function findErrorFault(contract: Contract | undefined, status: number, body: unknown): string | undefined {
  const parsed = errorBody.safeParse(body)
  if (!parsed.success) return parsed.error.message
  const { code } = parsed.data.error
  if (ERROR_CODES[code][0] !== status) return `"${code}" has another status`
  const promised = contract === undefined ? ROUTELESS : errorsOf(contract)
  return promised.includes(code) ? undefined : `the contract does not name "${code}"`
}
