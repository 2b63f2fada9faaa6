// What comes out of the parser becomes files, facts and failures.
import { encodeBlob } from '../projects/blobs.ts'
import { normalizePath } from '../projects/paths.ts'
import type { FileCode } from '../errors.ts'
import type { StepTools } from '../runs/pipeline.ts'
import { applyEdits } from './edits/apply-edits.ts'
import { findPlaceholder } from './edits/placeholders.ts'
import type { OutputEvent } from './output/events.ts'
import type { Workspace } from './workspace.ts'

export type OutputSink = {
  /** Takes the next event of an answer, in order. */
  take: (event: OutputEvent) => Promise<void>
  /** What the answer said outside of its blocks. */
  message: () => string
}

/** Applies the events of an answer to the workspace in order, and records and shows them. */
export function applyOutput({ record, show }: Pick<StepTools, 'record' | 'show'>, workspace: Workspace): OutputSink {
  let message = ''

  async function fail(path: string, code: FileCode, text: string): Promise<void> {
    const failure = { path, code, message: text }
    workspace.fail(failure)
    await record([{ type: 'file.failed', data: failure }])
  }

  /** Runs `use` with the safe form of a path, or fails the file. */
  async function withPath(raw: string, use: (path: string) => Promise<void>): Promise<void> {
    const result = normalizePath(raw)
    if (result.ok) await use(result.path)
    else await fail(raw.slice(0, 200), 'bad_path', `The path ${result.reason}.`)
  }

  async function store(path: string, content: string): Promise<void> {
    const placeholder = await findPlaceholder(content, path)
    if (placeholder !== undefined) {
      return fail(path, 'placeholder', `Line ${placeholder.line} stands for code that was left out.`)
    }
    const blob = await encodeBlob(new TextEncoder().encode(content))
    const noRoom = workspace.findNoRoom(path, blob.size_bytes)
    if (noRoom !== undefined) return fail(path, 'no_room', `The file ${noRoom}.`)
    workspace.put(path, blob)
    const data = { path, hash: blob.hash, size_bytes: blob.size_bytes }
    return record([{ type: 'file.completed', data }], [blob])
  }

  async function edit(path: string, edits: { search: string; replace: string }[]): Promise<void> {
    const content = workspace.contents.get(path)
    if (content === undefined) return fail(path, 'edit_not_applied', 'There is no such text file to edit.')
    const result = await applyEdits(content, edits)
    if (result.ok) return store(path, result.content)
    const reasons = result.failures.map(({ index, reason }) => `${index + 1}: ${reason}`).join(', ')
    return fail(path, 'edit_not_applied', `Search text was not found exactly once (edit ${reasons}).`)
  }

  async function rename(from: string, to: string): Promise<void> {
    if (!workspace.files.has(from)) return fail(from, 'no_such_file', 'There is no such file to rename.')
    const noRoom = workspace.files.has(to) ? 'is there already' : workspace.findNoRoom(to, 0)
    if (noRoom !== undefined) return fail(to, 'no_room', `The file ${noRoom}.`)
    workspace.rename(from, to)
    return record([{ type: 'file.renamed', data: { from, to } }])
  }

  async function remove(path: string): Promise<void> {
    if (!workspace.files.has(path)) return fail(path, 'no_such_file', 'There is no such file to delete.')
    workspace.remove(path)
    return record([{ type: 'file.deleted', data: { path } }])
  }

  async function take(event: OutputEvent): Promise<void> {
    switch (event.type) {
      case 'prose':
        message += event.text
        return show({ type: 'message.delta', data: { text: event.text } })
      case 'file.started':
        return show({ type: 'file.started', data: { path: event.path } })
      case 'file.delta':
        return show({ type: 'file.delta', data: { path: event.path, text: event.text } })
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
      case 'read':
        // A plan in an answer that was asked for files says nothing new; what it asks to read is up to the step.
        return undefined
    }
  }

  return { take, message: () => message.trim() }
}
