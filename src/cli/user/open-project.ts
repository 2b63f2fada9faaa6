import { openUserApi, type UserApi } from './api.ts'
import { requireLink } from './project-folder.ts'

/** The project of that id, or that of this folder. @throws {Refusal} where there is neither, or nobody is signed in */
export async function openProject(given: string | undefined): Promise<{ api: UserApi; id: string }> {
  const api = await openUserApi()
  return { api, id: encodeURIComponent(given ?? (await requireLink('.', api.url)).project) }
}
