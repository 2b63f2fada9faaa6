import { unwrap, type Api, type Schemas } from './answers.ts'
import { ApiError } from './api-error.ts'
import type { operations } from './api-types.ts'
import type { Version } from './versions.ts'

export type FileList = Schemas['FileList']
export type FileChange = operations['changeFiles']['requestBody']['content']['application/json']['changes'][number]

export type Files = {
  list: (projectId: string, version?: number) => Promise<FileList>
  read: (projectId: string, path: string, version?: number) => Promise<Uint8Array>
  readText: (projectId: string, path: string, version?: number) => Promise<string>
  write: (projectId: string, path: string, content: string | Uint8Array<ArrayBuffer>) => Promise<Version>
  change: (projectId: string, changes: FileChange[], summary?: string) => Promise<Version>
}

export function createFiles(api: Api): Files {
  const queryOf = (version: number | undefined) => (version === undefined ? {} : { version })

  async function read(id: string, path: string, version?: number): Promise<Uint8Array> {
    const params = { path: { id, path }, query: queryOf(version) }
    const answer = await api.GET('/api/projects/{id}/files/{path}', { params, parseAs: 'arrayBuffer' })
    if (!answer.response.ok) throw new ApiError(answer.response, answer.error)
    // An empty file has no body.
    return new Uint8Array(answer.data ?? new ArrayBuffer())
  }

  return {
    list: async (id, version) =>
      unwrap(await api.GET('/api/projects/{id}/files', { params: { path: { id }, query: queryOf(version) } })),
    read,
    readText: async (id, path, version) => new TextDecoder().decode(await read(id, path, version)),
    write: async (id, path, content) =>
      unwrap(
        await api.PUT('/api/projects/{id}/files/{path}', {
          params: { path: { id, path } },
          body: content as string,
          bodySerializer: (body) => body,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      ),
    change: async (id, changes, summary) => {
      const body = summary === undefined ? { changes } : { changes, summary }
      return unwrap(await api.PATCH('/api/projects/{id}/files', { params: { path: { id } }, body }))
    },
  }
}
