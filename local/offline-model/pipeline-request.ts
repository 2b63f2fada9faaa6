/** What the pipeline asks for, read back out of the chat messages. */
import type { ChatMessage } from './chat-request.ts'
import { readAttributes, readTaggedText } from './read-tagged-text.ts'

export type Task = 'plan' | 'write' | 'edit' | 'repair' | 'chat'

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
}

const taskLine = /^[ \t]*Task:[ \t]*(plan|write|edit|repair|chat)[ \t]*$/m

export function readPipelineRequest(messages: readonly ChatMessage[]): PipelineRequest {
  const userTexts = messages.filter(({ role }) => role === 'user').map(({ text }) => text)
  const text = userTexts.findLast((candidate) => candidate.includes('<request>')) ?? userTexts.at(-1) ?? ''
  const { request = text.trim(), files, rest } = readTaggedText(text)
  return {
    task: readTask(messages),
    request,
    planTitle: readPlanTitle(rest),
    wantedPaths: readWantedPaths(rest),
    files,
  }
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
