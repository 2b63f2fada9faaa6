/** What the pipeline asks for, read back out of the chat messages. */
import type { ChatMessage } from './chat-request.ts'
import { readAttributes, readTaggedText } from './read-tagged-text.ts'

export type Task = 'plan' | 'write' | 'edit' | 'repair' | 'continue' | 'chat' | 'summary'

export type PipelineRequest = {
  /** Undefined for a caller that is not the pipeline. */
  task: Task | undefined
  /** The user's own words. */
  request: string
  planTitle: string | undefined
  /** The files to write now; empty when the caller did not list any. */
  wantedPaths: string[]
  /** The project's files as given, path → content. */
  files: Map<string, string>
  /** Whether files may be changed. */
  mayChange: boolean
  /** What the user has said before, oldest first. */
  saidByUser: string[]
  /** Files that are listed. */
  listedPaths: string[]
  /** Those of them that are not given, and may be asked for; none where nobody may read, and once some have been asked for. */
  readablePaths: string[]
}

const taskLine = /^[ \t]*Task:[ \t]*(plan|write|edit|repair|continue|chat|summary)[ \t]*$/m

export function readPipelineRequest(messages: readonly ChatMessage[]): PipelineRequest {
  const userTexts = messages.filter(({ role }) => role === 'user').map(({ text }) => text)
  const texts = userTexts.map(readTaggedText)
  const asking = texts.findLast((text) => text.request !== undefined)
  const { rest } = asking ?? texts.at(-1) ?? { rest: [] }
  // What the caller gives in later messages takes the place of what it gave before.
  const files = new Map(texts.flatMap((text) => [...text.files]))
  const listedPaths = readListedPaths(rest)
  // Nobody may read without being told so.
  const mayRead = rest.some((line) => line.startsWith('<read '))
  const hasAsked = messages.some(({ role, text }) => role === 'assistant' && text.includes('<read '))
  return {
    task: readTask(messages),
    mayChange: !messages.some(
      ({ role, text }) =>
        role === 'system' && /^(?:.*You may change no file|.*Write no file and no edit yet)/m.test(text),
    ),
    saidByUser: readTurns(rest),
    request: asking?.request ?? userTexts.at(-1)?.trim() ?? '',
    planTitle: readPlanTitle(rest),
    wantedPaths: readWantedPaths(rest),
    files,
    listedPaths,
    readablePaths: hasAsked || !mayRead ? [] : listedPaths.filter((path) => !files.has(path)),
  }
}

/** The paths of an outline: "- path (size): names", or "- folder/: name = names; name". */
function readListedPaths(lines: string[]): string[] {
  return lines.flatMap((line) => {
    const file = /^- (\S+) \([\d.]+ k?B\)/.exec(line)?.[1]
    if (file !== undefined) return [file]
    const [, folder = '', names = ''] = /^- (\S*\/): (.+)$/.exec(line) ?? []
    return names
      .split('; ')
      .filter((name) => name !== '')
      .map((name) => folder.replace(/^\.\//, '') + name.replace(/ = .*$/, ''))
  })
}

/** The first line of each of the user's turns. */
function readTurns(lines: string[]): string[] {
  return lines.flatMap((line, index) => (line === '<turn by="user">' ? [lines[index + 1] ?? ''] : []))
}

function readTask(messages: readonly ChatMessage[]): Task | undefined {
  const instructions = messages.filter(({ role }) => role === 'system' || role === 'developer')
  const found = instructions.map(({ text }) => taskLine.exec(text)?.[1]).find((task) => task !== undefined)
  return found as Task | undefined // the expression matches nothing but tasks
}

function readPlanTitle(lines: string[]): string | undefined {
  const plan = lines.map((line) => /^\s*<plan\b([^>]*)>\s*$/.exec(line)).find((match) => match !== null)
  return readAttributes(plan?.[1]).get('title')
}

function readWantedPaths(lines: string[]): string[] {
  const line = lines.findLast((candidate) => candidate.startsWith('Write these files:')) ?? ''
  return line
    .slice(line.indexOf(':') + 1)
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '')
}
