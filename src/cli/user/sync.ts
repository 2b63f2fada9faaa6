// A folder and the head of its project, brought together: what only one side has changed is taken, and nothing is lost.
import { unzipSync } from 'fflate'
import { Refusal } from '../command.ts'
import type { UserApi } from './api.ts'
import {
  deleteProjectFile,
  hashFolder,
  hashOf,
  readProjectFile,
  writeLink,
  writeProjectFile,
  type Hashes,
  type Link,
} from './project-folder.ts'

export type Pulled = { version: number; written: string[]; deleted: string[]; kept: string[] }

/**
 * Takes over what the project has changed since the link. A file that both sides have changed stays as it is here, unless
 * `force` says otherwise; that and files that only the folder has changed are `kept`.
 * @throws {Refusal} for a file that both have changed
 */
export async function pullInto(api: UserApi, folder: string, link: Link, force: boolean): Promise<Pulled> {
  const { version, files } = await readHead(api, link.project)
  const here = await hashFolder(folder)
  const base = new Map(Object.entries(link.files))
  const changed = [...new Set([...files.keys(), ...base.keys()])].filter(
    (path) => files.get(path) !== base.get(path) && files.get(path) !== here.get(path),
  )
  const conflicts = changed.filter((path) => here.get(path) !== base.get(path))
  if (conflicts.length > 0 && !force) {
    throw new Refusal(
      'conflict',
      `Changed here and in the project: ${conflicts.join(', ')}.`,
      'Push or undo your changes first, or pull with --force, which takes those of the project.',
    )
  }
  const archive = `/api/projects/${link.project}/export?version=${version}`
  const contents = new Map(changed.length === 0 ? [] : Object.entries(unzipSync(await api.bytes(archive))))
  const written: string[] = []
  const deleted: string[] = []
  for (const path of changed.toSorted()) {
    const bytes = contents.get(path)
    if (bytes === undefined) {
      await deleteProjectFile(folder, path)
      deleted.push(path)
    } else {
      await writeProjectFile(folder, path, bytes)
      written.push(path)
    }
  }
  await writeLink(folder, { ...link, version, files: Object.fromEntries(files) })
  const kept = [...here.keys()].filter((path) => !changed.includes(path) && here.get(path) !== files.get(path))
  return { version, written, deleted, kept: kept.toSorted() }
}

export type Pushed = { version: number; written: string[]; deleted: string[] }

/** Sends what the folder has changed since the link, as one version. @throws {Refusal} where the project has moved on */
export async function pushFrom(api: UserApi, folder: string, link: Link, summary: string | undefined): Promise<Pushed> {
  const here = await hashFolder(folder)
  const files = new Map(Object.entries(link.files))
  const written = [...here.keys()].filter((path) => here.get(path) !== files.get(path))
  const deleted = [...files.keys()].filter((path) => !here.has(path))
  if (written.length + deleted.length === 0) return { version: link.version, written, deleted }
  const changes: object[] = deleted.map((path) => ({ action: 'delete', path }))
  for (const path of deleted) files.delete(path)
  for (const path of written) {
    const bytes = await readProjectFile(folder, path)
    files.set(path, hashOf(bytes))
    changes.push({ action: 'write', path, content: bytes.toString('base64'), encoding: 'base64' })
  }
  const { number } = await send(api, link, { changes, ...(summary === undefined ? {} : { summary }) })
  await writeLink(folder, { ...link, version: number, files: Object.fromEntries(files) })
  return { version: number, written, deleted }
}

async function send(api: UserApi, link: Link, body: object): Promise<{ number: number }> {
  const headers = { 'If-Match': `"v${link.version}"` }
  try {
    return await api.json('PATCH', `/api/projects/${link.project}/files`, { body, headers })
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'precondition_failed') throw error
    throw new Refusal('project_moved', 'The project has changed meanwhile.', 'Run samokoder pull, then push again.')
  }
}

async function readHead(api: UserApi, project: string): Promise<{ version: number; files: Hashes }> {
  type Listed = { version: number; files: { path: string; hash: string }[] }
  const { version, files } = await api.json<Listed>('GET', `/api/projects/${project}/files`)
  return { version, files: new Map(files.map(({ path, hash }) => [path, hash])) }
}
