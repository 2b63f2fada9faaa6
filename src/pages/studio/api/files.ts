import type * as z from 'zod'
import type { diffSchema } from '../../../projects/compare.ts'
import { encodePath } from '../../../services/encode-path.ts'
import { call, callJson, onceOnly } from './call.ts'
import { toProblem } from './problem.ts'
import type { Version } from './projects.ts'

export type Diff = z.infer<typeof diffSchema>
export type ChangedFile = Diff['files'][number]
export type FileText = { text: string; hash: string }

export async function readFileText(
  projectId: string,
  path: string,
  { version, signal }: { version?: number; signal?: AbortSignal } = {},
): Promise<FileText> {
  const query = version === undefined ? '' : `?version=${version}`
  const response = await call('GET', pathOf(projectId, path) + query, signal === undefined ? {} : { signal })
  return { text: await response.text(), hash: (response.headers.get('ETag') ?? '').replaceAll('"', '') }
}

/** Writes a file, unless it is no longer the one of that hash. @throws {ApiProblem} precondition_failed */
export function writeFileText(projectId: string, path: string, { text, hash }: FileText): Promise<Version> {
  return callJson('PUT', pathOf(projectId, path), {
    body: text,
    headers: { 'Content-Type': 'application/octet-stream', 'If-Match': `"${hash}"` },
  })
}

export function compareVersions(projectId: string, from: number, to: number): Promise<Diff> {
  return callJson('GET', `api/projects/${projectId}/versions/${from}/diff/${to}`)
}

export function restoreVersion(projectId: string, version: number): Promise<Version> {
  return callJson('POST', `api/projects/${projectId}/versions/${version}/restore`, { headers: onceOnly() })
}

/** What the run of a version saw when it opened it; undefined where it has not. */
export async function readPicture(projectId: string, version: number, width: 1280 | 390): Promise<Blob | undefined> {
  try {
    return await (await call('GET', `api/projects/${projectId}/versions/${version}/screenshot?width=${width}`)).blob()
  } catch (error) {
    if (toProblem(error).code === 'not_found') return undefined
    throw error
  }
}

/** Of a run's result that is in conflict: makes it the newest version. */
export function applyVersion(projectId: string, version: number): Promise<Version> {
  return callJson('POST', `api/projects/${projectId}/versions/${version}/apply`, { headers: onceOnly() })
}

export async function dropVersion(projectId: string, version: number): Promise<void> {
  await call('DELETE', `api/projects/${projectId}/versions/${version}`)
}

function pathOf(projectId: string, path: string): string {
  return `api/projects/${projectId}/files/${encodePath(path)}`
}
