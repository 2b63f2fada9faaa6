// What comes out of the parser becomes files, facts and failures.
import { encodeBlob } from '../projects/blobs.ts'
import { entryOf } from '../projects/manifest.ts'
import { normalizePath } from '../projects/paths.ts'
import { applyEdits } from './edits/apply-edits.ts'
import { findPlaceholder } from './edits/placeholders.ts'
import type { Journal } from '../runs/journal.ts'
import type { OutputEvent } from './output/events.ts'
import { findNoRoom, putFile, removeFile, renameFile, type Workspace } from './workspace.ts'

export type OutputTaker = { take: (event: OutputEvent) => Promise<void>; message: () => string }

/** Applies parser events to the workspace in order, and records and shows them. */
export function takeOutput(journal: Journal, workspace: Workspace): OutputTaker {
  let message = ''

  async function fail(path: string, code: string, text: string): Promise<void> {
    const failure = { path, code, message: text }
    workspace.failed.set(path, failure)
    await journal.record([{ type: 'file.failed', data: failure }])
  }

  /** Runs `use` with the safe form of a path, or fails the file. */
  async function withPath(raw: string, use: (path: string) => Promise<void>): Promise<void> {
    const result = normalizePath(raw)
    if (result.ok) await use(result.path)
    else await fail(raw.slice(0, 200), 'bad_path', `The path ${result.reason}.`)
  }

  async function store(path: string, content: string): Promise<void> {
    const placeholder = findPlaceholder(content, path)
    if (placeholder !== undefined) {
      return fail(path, 'placeholder', `Line ${placeholder.line} stands for code that was left out.`)
    }
    const blob = await encodeBlob(new TextEncoder().encode(content))
    const noRoom = findNoRoom(workspace, path, blob.size_bytes)
    if (noRoom !== undefined) return fail(path, 'no_room', `The file ${noRoom}.`)
    putFile(workspace, path, blob)
    const data = { path, hash: blob.hash, size_bytes: blob.size_bytes }
    return journal.record([{ type: 'file.completed', data }], { blobs: [blob] })
  }

  async function edit(path: string, edits: { search: string; replace: string }[]): Promise<void> {
    const content = workspace.contents.get(path)
    if (content === undefined) return fail(path, 'edit_not_applied', 'There is no such text file to edit.')
    const result = applyEdits(content, edits)
    if (result.ok) return store(path, result.content)
    const reasons = result.failures.map(({ index, reason }) => `${index + 1}: ${reason}`).join(', ')
    return fail(path, 'edit_not_applied', `Search text was not found exactly once (edit ${reasons}).`)
  }

  async function rename(from: string, to: string): Promise<void> {
    const entry = entryOf(workspace.manifest, from)
    if (entry === undefined) return fail(from, 'no_such_file', 'There is no such file to rename.')
    const noRoom = entryOf(workspace.manifest, to) ? 'is there already' : findNoRoom(workspace, to, 0)
    if (noRoom !== undefined) return fail(to, 'no_room', `The file ${noRoom}.`)
    renameFile(workspace, from, to)
    return journal.record([{ type: 'file.renamed', data: { from, to } }])
  }

  async function remove(path: string): Promise<void> {
    if (entryOf(workspace.manifest, path) === undefined) {
      return fail(path, 'no_such_file', 'There is no such file to delete.')
    }
    removeFile(workspace, path)
    return journal.record([{ type: 'file.deleted', data: { path } }])
  }

  async function take(event: OutputEvent): Promise<void> {
    switch (event.type) {
      case 'prose':
        message += event.text
        return journal.show({ type: 'message.delta', data: { text: event.text } })
      case 'file.started':
        return journal.show({ type: 'file.started', data: { path: event.path } })
      case 'file.delta':
        return journal.show({ type: 'file.delta', data: { path: event.path, text: event.text } })
      case 'file.completed':
        return withPath(event.path, (path) => store(path, event.content))
      case 'file.cut':
        return withPath(event.path, (path) => fail(path, 'cut', 'The answer broke off within the file.'))
      case 'edit':
        return withPath(event.path, (path) => edit(path, event.edits))
      case 'delete':
        return withPath(event.path, remove)
      case 'rename':
        return withPath(event.from, (from) => withPath(event.to, (to) => rename(from, to)))
      case 'problem':
        return event.path === undefined ? undefined : fail(event.path.slice(0, 200), event.code, event.message)
      case 'plan':
        // A plan in an answer that was asked for files says nothing new.
        return undefined
    }
  }

  return { take, message: () => message.trim() }
}
