import { unwrap, type Api, type Schemas } from './answers.ts'

export type Version = Schemas['Version']

export type Versions = {
  /** All of them, newest first, page by page. */
  list: (projectId: string) => AsyncGenerator<Version, void, undefined>
  get: (projectId: string, version: number) => Promise<Version>
  compare: (projectId: string, from: number, to: number) => Promise<Schemas['Diff']>
  restore: (projectId: string, version: number) => Promise<Version>
}

export function createVersions(api: Api): Versions {
  async function* list(id: string): AsyncGenerator<Version, void, undefined> {
    let cursor: string | null | undefined
    do {
      const query = cursor === undefined || cursor === null ? {} : { cursor }
      const page: Schemas['VersionPage'] = unwrap(
        await api.GET('/api/projects/{id}/versions', { params: { path: { id }, query } }),
      )
      yield* page.items
      cursor = page.next_cursor
    } while (cursor !== null)
  }

  const at = (id: string, n: number) => ({ params: { path: { id, n } } })
  return {
    list,
    get: async (id, n) => unwrap(await api.GET('/api/projects/{id}/versions/{n}', at(id, n))),
    compare: async (id, a, b) =>
      unwrap(await api.GET('/api/projects/{id}/versions/{a}/diff/{b}', { params: { path: { id, a, b } } })),
    restore: async (id, n) => unwrap(await api.POST('/api/projects/{id}/versions/{n}/restore', at(id, n))),
  }
}
