// The calls of the API that the Studio makes about projects, with the shapes that the API itself is typed by.
import type * as z from 'zod'
import type { Message } from '../../../projects/messages.ts'
import type { Project } from '../../../projects/projects.ts'
import type { templateSchema } from '../../../projects/templates.ts'
import type { Version } from '../../../projects/versions.ts'
import type { Run } from '../../../runs/run.ts'
import { call, callJson, onceOnly } from './call.ts'

export type { Message, Project, Run, Version }
export type Template = z.infer<typeof templateSchema>
export type FileEntry = { path: string; hash: string; size_bytes: number }
export type FileList = { version: number; files: FileEntry[] }
type Page<T> = { items: T[]; next_cursor: string | null }

export function listProjects(cursor?: string): Promise<Page<Project>> {
  return callJson('GET', `api/projects?limit=24${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
}

export function createProject(name: string, template?: string): Promise<Project> {
  const json = template === undefined ? { name } : { name, template }
  return callJson('POST', 'api/projects', { json, headers: onceOnly() })
}

export function importProject(name: string, archive: Blob): Promise<Project & { skipped_count?: number }> {
  return callJson('POST', `api/projects?name=${encodeURIComponent(name)}`, {
    body: archive,
    headers: { 'Content-Type': 'application/zip', ...onceOnly() },
  })
}

export function forkProject(id: string, version: number, name: string): Promise<Project> {
  return callJson('POST', `api/projects/${id}/fork`, { json: { version, name }, headers: onceOnly() })
}

export function readProject(id: string): Promise<Project> {
  return callJson('GET', `api/projects/${id}`)
}

export async function renameProject(id: string, name: string): Promise<Project> {
  return callJson('PATCH', `api/projects/${id}`, { json: { name } })
}

export async function deleteProject(id: string): Promise<void> {
  await call('DELETE', `api/projects/${id}`)
}

export async function listTemplates(): Promise<Template[]> {
  return (await callJson<{ items: Template[] }>('GET', 'api/templates')).items
}

export async function listRuns(id: string): Promise<Run[]> {
  return (await callJson<Page<Run>>('GET', `api/projects/${id}/runs?limit=30`)).items
}

export async function listMessages(id: string): Promise<Message[]> {
  return (await callJson<Page<Message>>('GET', `api/projects/${id}/messages?limit=100`)).items
}

export async function listVersions(id: string): Promise<Version[]> {
  return (await callJson<Page<Version>>('GET', `api/projects/${id}/versions?limit=50`)).items
}

export function listFiles(id: string): Promise<FileList> {
  return callJson('GET', `api/projects/${id}/files`)
}

export async function downloadExport(id: string, version?: number): Promise<{ name: string; content: Blob }> {
  const response = await call('GET', `api/projects/${id}/export${version === undefined ? '' : `?version=${version}`}`)
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const name = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  return { name: name === undefined ? 'project.zip' : decodeURIComponent(name), content: await response.blob() }
}
