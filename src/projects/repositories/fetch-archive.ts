// The archive of a repository, as its host packs it.
import type { Config } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { encodePath } from '../../services/encode-path.ts'
import { joinBytes } from '../../services/join-bytes.ts'
import type { ReadOptions } from '../archives/read-archive.ts'
import { askForge, forgeError, type Asked } from './ask-forge.ts'
import { forgeOf, githubApi, parseRepositoryUrl, type Repository } from './repository.ts'

/** Hosts lead from the address of an archive to where the bytes are. */
const MOST_REDIRECTS = 3
const TIMEOUT_MS = 60_000

/** How the archive of a repository is read: each of its paths begins with one folder. */
export function archiveOptions({ folder }: Repository): ReadOptions {
  return { strip: 1, folder }
}

/**
 * The bytes of the archive, to be read with archiveOptions.
 * @throws {AppError} repository_refused, repository_unavailable, payload_too_large
 */
export async function fetchArchive(config: Config, repository: Repository): Promise<Uint8Array<ArrayBuffer>> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const { url, authorization } = await locateArchive(config, repository, signal)
  const asked = { url, authorization, mostRedirects: MOST_REDIRECTS, init: { signal } }
  const response = await askForge(config, asked)
  if (!response.ok) throw await forgeError(response)
  try {
    return await readBounded(response, config.IMPORT_MAX_BODY_BYTES, signal)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('repository_unavailable', { cause })
  }
}

async function locateArchive(
  config: Config,
  repository: Repository,
  signal: AbortSignal,
): Promise<Pick<Asked, 'url' | 'authorization'>> {
  const { origin, path } = parseRepositoryUrl(repository.url) ?? { origin: '', path: '' }
  const { token, ref } = repository
  const bearer = token === undefined ? undefined : `Bearer ${token}`
  switch (forgeOf(repository)) {
    case 'gitlab': {
      const query = ref === undefined ? '' : `?sha=${encodeURIComponent(ref)}`
      const project = path.replaceAll('/', '%2F')
      return {
        url: `${origin}/api/v4/projects/${project}/repository/archive.tar.gz${query}`,
        authorization: bearer,
      }
    }
    case 'gitea': {
      const authorization = token === undefined ? undefined : `token ${token}`
      const api = `${origin}/api/v1/repos/${path}`
      const branch = ref ?? (await readDefaultBranch(config, { url: api, authorization, init: { signal } }))
      return { url: `${api}/archive/${encodePath(branch)}.tar.gz`, authorization }
    }
    case 'bitbucket':
      return { url: `${origin}/${path}/get/${encodePath(ref ?? 'HEAD')}.tar.gz`, authorization: bearer }
    case 'github':
    case undefined: {
      const suffix = ref === undefined ? '' : `/${encodePath(ref)}`
      return { url: `${githubApi(repository)}/repos/${path}/tarball${suffix}`, authorization: bearer }
    }
  }
}

async function readDefaultBranch(config: Config, asked: Asked): Promise<string> {
  const response = await askForge(config, asked)
  if (!response.ok) throw await forgeError(response)
  const told: unknown = await response.json().catch(() => undefined)
  if (typeof told === 'object' && told !== null && 'default_branch' in told && typeof told.default_branch === 'string')
    return told.default_branch
  throw new AppError('repository_unavailable', { cause: 'the host names no default branch' })
}

async function readBounded(
  response: Response,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  const reader = (response.body ?? new Blob([]).stream()).getReader()
  // Not every runtime ends a body whose request has been given up.
  signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined))
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    sizeBytes += next.value.byteLength
    if (sizeBytes > mostBytes) {
      await reader.cancel()
      throw new AppError('payload_too_large', { message: `An archive has at most ${mostBytes} bytes.` })
    }
    parts.push(next.value)
  }
  signal.throwIfAborted()
  return joinBytes(parts)
}
