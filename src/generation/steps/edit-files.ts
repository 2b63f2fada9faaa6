import { runError } from '../../errors.ts'
import type { StepTools } from '../../runs/pipeline.ts'
import { openEditConversation, type Render } from '../context/edit-conversation.ts'
import { readRecentChanges } from '../context/recent-changes.ts'
import type { Finding } from '../findings.ts'
import { withNotes } from '../prompts/notes.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import type { WorkContext } from '../work-context.ts'
import { haveSameContents, type Workspace } from '../workspace.ts'
import { continueFile } from './continue-file.ts'
import { askInRounds, joinMessages, type Said } from './ask-and-apply.ts'
import type { Written } from './write-files.ts'

/** Calls that one change may take when each breaks off. */
const MOST_CALLS = 8
/** Calls in a row that break off and bring nothing; after the first, a file that was cut is asked for in parts. */
const MOST_IDLE_CALLS = 2
/** Of what was said before an answer broke off. */
const MOST_REPEATED_CHARS = 2000

export type Asking = {
  /** Gives what renders the question; read when it is needed. */
  open: () => Promise<Render>
  /** In a talk, words are an answer, too, and a code fence with the path of a new file beside it is an example. */
  isTalk: boolean
  /** Whether files that the answer changes are changed. */
  mayChange: boolean
}

/**
 * Asks for a change of the files. One call does it all; one that is cut is followed by one for what is missing, and one
 * that brings nothing by another that says so.
 */
export async function editFiles(context: WorkContext, workspace: Workspace, asking: Asking): Promise<Written> {
  const messages: string[] = []
  let findings: Finding[] = []
  let idle = 0
  let emptyNote: string | undefined
  for (let count = 1; ; count += 1) {
    const before = new Map(workspace.files)
    const cut = findings.filter(({ code }) => code === 'cut' || code === 'unclosed_block')
    const notes = count === 1 ? [] : emptyNote === undefined ? notesOn(workspace, cut, messages) : [emptyNote]
    const said = await editStep(context, workspace, asking, notes)
    if (said.isEmpty === true && joinMessages(messages) === '') {
      if (emptyNote !== undefined) return { message: '', findings: [], error: runError('no_answer') }
      emptyNote = emptyNoteOn(said.findings ?? [])
      continue
    }
    emptyNote = undefined
    messages.push(said.message)
    // What a cut answer left without a path is asked for anew with all that is missing.
    const open = findings.filter(({ path }) => path !== undefined && workspace.failed.has(path))
    findings = [...open, ...(said.findings ?? [])]
    const end = { message: joinMessages(messages), findings }
    if (said.isCut !== true) return said.error === undefined ? end : { ...end, error: said.error }
    const hasSaid = asking.isTalk && said.message !== ''
    idle = haveSameContents(workspace.files, before) && !hasSaid ? idle + 1 : 0
    if (idle > 0 && said.cutFile !== undefined) {
      const part = await continueFile(context, workspace, said.cutFile.path, said.cutFile.content)
      if (part.error === undefined) idle = 0
    }
    if (idle >= MOST_IDLE_CALLS || count >= MOST_CALLS) return { ...end, error: said.error }
  }
}

/** One call: an attempt that a driver broke off in is made anew. */
function editStep(context: WorkContext, workspace: Workspace, asking: Asking, notes: string[]): Promise<Said> {
  return context.step('write', (tools) => editCall(context, tools, workspace, { ...asking, notes }), {
    restore: (facts) => restoreWorkspace(workspace, facts),
  })
}

/** The model may ask to read files before it answers. */
async function editCall(
  context: WorkContext,
  tools: StepTools,
  workspace: Workspace,
  { open, isTalk, mayChange, notes }: Asking & { notes: string[] },
): Promise<Said> {
  await workspace.load()
  const { config, run } = context
  const readRecent = () => readRecentChanges(context, workspace)
  const instructions = await context.instructions(workspace.contents)
  const asked = await context.asked()
  const { prompt, imageTokens } = asked
  const request = { config, model: run.model, prompt, imageTokens, instructions, readRecent, render: await open() }
  const conversation = await openEditConversation(request, workspace)
  const said = await askInRounds(context, tools, workspace, {
    messages: () => withNotes(conversation.messages(), notes),
    goOn: conversation.goOn,
    untagged: { formOf: (path) => (workspace.files.has(path) ? 'pairs' : isTalk ? undefined : 'whole'), asked: [] },
    mayChange,
    asked,
    onRead: conversation.want,
  })
  // Thoughts that never end leave nothing to repair.
  const isThought = (said.findings ?? []).every(({ code }) => code === 'unclosed_block')
  const isEmpty = said.error === undefined && said.message === '' && isUntouched(workspace) && isThought
  if (isEmpty)
    tools.conclude({ type: 'answer.problem', data: { code: 'empty_answer', message: 'It changes nothing.' } })
  return { ...said, context: conversation.shown, isEmpty }
}

function isUntouched({ touched, confirmed, failed }: Workspace): boolean {
  return touched.size + confirmed.size + failed.size === 0
}

/** What a call is told whose question was answered with nothing, or with what could not be read. */
function emptyNoteOn(findings: readonly Finding[]): string {
  const why = findings.map(({ message }) => ` ${message}.`).join('')
  return `Your answer to this request before this one had nothing in it.${why} Answer the request.`
}

/** What a call that goes on where another was cut is told. */
function notesOn(workspace: Workspace, cut: readonly Finding[], messages: readonly string[]): string[] {
  const done = [...workspace.touched].slice(0, 100).join(', ') || 'none'
  const again = cut.flatMap(({ path }) => (path === undefined ? [] : [path])).join(', ')
  const said = joinMessages(messages)
  return [
    ...(said === '' ? [] : [`You have said so far:\n${said.slice(-MOST_REPEATED_CHARS)}`]),
    `Your answer to this request broke off. The project above is as it stands now; changed already: ${done}. ` +
      `Go on where it ended, with what is still missing, and repeat nothing that is said or made already.${again === '' ? '' : ` Cut were: ${again}.`}`,
  ]
}
