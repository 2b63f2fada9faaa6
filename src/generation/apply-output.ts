// What comes out of the parser becomes files, facts and failures.
import { encodeBlob } from '../projects/blobs.ts'
import type { FileCode } from '../errors.ts'
import type { NewFact } from '../runs/events.ts'
import type { StepTools } from '../runs/pipeline.ts'
import type { Blob } from '../services/database-types.ts'
import { applyEdits } from './edits/apply-edits.ts'
import { describeEditFailures } from './edits/describe-failures.ts'
import { findPlaceholder } from './edits/placeholders.ts'
import type { Finding } from './findings.ts'
import type { OutputEvent, SearchReplace } from './output/events.ts'
import { readPath } from './output/mend-path.ts'
import { unescapeContent } from './output/unescape-content.ts'
import type { Workspace } from './workspace.ts'

export type OutputSink = {
  /** Takes the next event of an answer, in order. */
  take: (event: OutputEvent) => Promise<void>
  /** Stores what was told of the answer and belongs to no file. */
  flush: () => Promise<void>
  /** What the answer said outside of its blocks. */
  message: () => string
  /** What could not be taken, with all that helps to say it better. */
  findings: () => Finding[]
  /** The file that the answer broke off in last, with what there is of it. */
  cutFile: () => { path: string; content: string } | undefined
}

/** Applies the events of an answer to the workspace in order, and records and shows them. */
export function applyOutput({ record, show }: Pick<StepTools, 'record' | 'show'>, workspace: Workspace): OutputSink {
  let message = ''
  let findings: Finding[] = []
  let cutFile: { path: string; content: string } | undefined
  // Told with the next fact: a call of the data API for each would cost more than it tells.
  let untold: NewFact[] = []

  function tell(facts: NewFact[], blobs: Blob[] = []): Promise<void> {
    const all = [...untold, ...facts]
    untold = []
    return record(all, blobs)
  }

  function mend(fact: Extract<NewFact, { type: 'answer.mended' }>['data']): void {
    untold.push({ type: 'answer.mended', data: fact })
  }

  async function fail(path: string, code: FileCode, text: string, detail?: string): Promise<void> {
    const failure = { path, code, message: text }
    workspace.fail(failure)
    findings.push(detail === undefined ? failure : { ...failure, detail })
    await tell([{ type: 'file.failed', data: failure }])
  }

  /** What is done with a file settles what was wrong with it before. */
  function settle(path: string): void {
    findings = findings.filter((finding) => finding.path !== path)
  }

  /** Runs `use` with the path as it is stored, or fails the file. */
  async function withPath(raw: string, use: (path: string) => Promise<void>): Promise<void> {
    const result = readPath(raw)
    if (!result.ok) return fail(raw.slice(0, 200), 'bad_path', `The path ${result.reason}.`)
    if (result.isMended === true) {
      mend({
        code: 'path_spelling',
        path: result.path,
        message: `It was written ${JSON.stringify(raw.slice(0, 200))}.`,
      })
    }
    return use(result.path)
  }

  async function write(path: string, raw: string): Promise<void> {
    const content = unescapeContent(raw, path)
    if (content !== undefined) mend({ code: 'escaped_content', path, message: 'The content was escaped as HTML.' })
    return store(path, content ?? raw)
  }

  async function store(path: string, content: string): Promise<void> {
    const placeholder = await findPlaceholder(content, path)
    if (placeholder !== undefined) {
      const text = `Line ${placeholder.line} stands for code that was left out.`
      return fail(path, 'placeholder', text, placeholder.text)
    }
    const blob = await encodeBlob(new TextEncoder().encode(content))
    if (workspace.files.get(path)?.hash === blob.hash) {
      workspace.confirm(path)
      settle(path)
      return tell([{ type: 'file.unchanged', data: { path } }])
    }
    const noRoom = workspace.findNoRoom(path, blob.size_bytes)
    if (noRoom !== undefined) return fail(path, 'no_room', `The file ${noRoom}.`)
    workspace.put(path, blob)
    settle(path)
    const data = { path, hash: blob.hash, size_bytes: blob.size_bytes }
    return tell([{ type: 'file.completed', data }], [blob])
  }

  async function edit(path: string, edits: SearchReplace[]): Promise<void> {
    const content = workspace.contents.get(path)
    if (content === undefined) {
      const [only, ...others] = edits
      const makes = only?.search.trim() === '' && others.length === 0 && !workspace.files.has(path)
      if (!makes) return fail(path, 'edit_not_applied', 'There is no such text file to edit.')
      mend({ code: 'edit_match', path, message: 'The edit of a file that was not there makes it.' })
      return write(path, only.replace)
    }
    const result = await applyEdits(content, edits)
    if (!result.ok) {
      const { summary, detail } = describeEditFailures(result.failures, edits)
      return fail(path, 'edit_not_applied', summary, detail)
    }
    for (const { index, level } of result.loose) {
      mend({ code: 'edit_match', path, message: `Edit ${index + 1} was found by its ${level}.` })
    }
    return store(path, result.content)
  }

  async function rename(from: string, to: string): Promise<void> {
    if (!workspace.files.has(from)) return fail(from, 'no_such_file', 'There is no such file to rename.')
    const noRoom = workspace.files.has(to) ? 'is there already' : workspace.findNoRoom(to, 0)
    if (noRoom !== undefined) return fail(to, 'no_room', `The file ${noRoom}.`)
    workspace.rename(from, to)
    return tell([{ type: 'file.renamed', data: { from, to } }])
  }

  async function remove(path: string): Promise<void> {
    if (!workspace.files.has(path)) return fail(path, 'no_such_file', 'There is no such file to delete.')
    workspace.remove(path)
    settle(path)
    return tell([{ type: 'file.deleted', data: { path } }])
  }

  async function report({ code, path, message: text }: Extract<OutputEvent, { type: 'problem' }>): Promise<void> {
    if (path !== undefined) return withPath(path, (safe) => fail(safe, code, text))
    findings.push({ code, message: text })
    return tell([{ type: 'answer.problem', data: { code, message: text } }])
  }

  async function cut(path: string, content: string): Promise<void> {
    cutFile = { path, content }
    return fail(path, 'cut', 'The answer broke off within the file.')
  }

  async function take(event: OutputEvent): Promise<void> {
    switch (event.type) {
      case 'prose':
        message += event.text
        return show({ type: 'message.delta', data: { text: event.text } })
      case 'prose.withdrawn':
        message = ''
        return undefined
      case 'file.started':
        return show({ type: 'file.started', data: { path: event.path } })
      case 'file.delta':
        return show({ type: 'file.delta', data: { path: event.path, text: event.text } })
      case 'file.completed':
        return withPath(event.path, (path) => write(path, event.content))
      case 'file.cut':
        return withPath(event.path, (path) => cut(path, event.content))
      case 'edit':
        return withPath(event.path, (path) => edit(path, event.edits))
      case 'delete':
        return withPath(event.path, remove)
      case 'rename':
        return withPath(event.from, (from) => withPath(event.to, (to) => rename(from, to)))
      case 'mended':
        return mend({
          code: event.code,
          message: event.message,
          ...(event.path === undefined ? {} : { path: event.path.slice(0, 200) }),
        })
      case 'problem':
        return report(event)
      case 'plan':
      case 'read':
        // A plan in an answer that was asked for files says nothing new; what it asks to read is up to the step.
        return undefined
    }
  }

  return {
    take,
    flush: async () => {
      if (untold.length > 0) await tell([])
    },
    message: () => message.trim(),
    findings: () => findings,
    cutFile: () => cutFile,
  }
}
