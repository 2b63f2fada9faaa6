import type { ChatMessage } from '../../gateway/chat-message.ts'
import { describeFiles, EDIT_FORMAT, quote, request, system, type EditPrompt } from '../prompts.ts'

/** How far an answer may go: it changes files, only says what it would change, or only talks. */
export type ChatMode = 'build' | 'plan' | 'ask'

const TALK = `You are in a conversation about the project below. When the request asks something, answer it in plain words, from what
the project holds; where lines of code help, show them in an ordinary code fence.`

const RULES: Record<ChatMode, string> = {
  build: `${TALK} When it asks for a change, make the change completely,
in the format below; when it asks for none, write no file and no edit.

${EDIT_FORMAT}`,
  plan: `${TALK} When it asks for a change, say in short points what
you will change in which files, so that the user can approve it. Write no file and no edit yet.`,
  ask: `${TALK} You may change no file now: write no file and no edit,
and when the request asks for a change, say how you would make it.`,
}

export type Turn = { role: 'user' | 'assistant'; content: string }

/** What was said before, as far as there is room for it: what is older in short, then word for word. */
export type Earlier = { summary?: string | undefined; turns: readonly Turn[] }

export type ChatPrompt = EditPrompt & {
  mode: ChatMode
  earlier: Earlier
  /** What was said since the request. */
  talk?: readonly ChatMessage[]
}

/** The project comes first, then what was said, which grows at its end, then the request. */
export function chatMessages({
  mode,
  prompt,
  instructions,
  outline,
  files,
  earlier,
  talk = [],
}: ChatPrompt): ChatMessage[] {
  const { summary, turns } = earlier
  const isEmpty = files.length === 0 && outline === undefined
  const content = [
    ...(isEmpty ? ['The project has no files yet.'] : describeFiles(files, outline)),
    ...tellSummary(summary),
    ...(turns.length === 0 ? [] : ['What was said so far:', ...turns.map(renderTurn)]),
    request(prompt),
  ]
  return [system('chat', RULES[mode], instructions), { role: 'user', content: content.join('\n\n') }, ...talk]
}

/** What was planned, with what the user wants changed in it. */
export function changeTalk(planned: string, change: string): ChatMessage[] {
  const content = `This is to be changed before anything is done:\n${quote('change', change)}\nSay anew what you will change.`
  return [
    { role: 'assistant', content: planned },
    { role: 'user', content },
  ]
}

/** What was planned, and is to be done now. */
export function approvedTalk(planned: string): ChatMessage[] {
  return [
    { role: 'assistant', content: planned },
    { role: 'user', content: 'That is good: make these changes now, completely.' },
  ]
}

function tellSummary(summary: string | undefined): string[] {
  return summary === undefined ? [] : [`What was said before that, in short:\n${summary}`]
}

/** A tag within it is defused, so that it ends where it ends. */
function renderTurn({ role, content }: Turn): string {
  return `<turn by="${role}">\n${content.replace(/<(?=\/?(?:turn|request)\b)/gi, '<\\')}\n</turn>`
}

const SUMMARY = `Tell in at most 300 words what was said in this conversation about a project: what the user wants and has
decided, what was made or changed and why, and what is still open. Plain sentences in the language of the conversation; no
code, no files, no greeting.`

/** Asks to tell turns in short, with what was told in short before them. */
export function summaryMessages({ summary, turns }: Earlier): ChatMessage[] {
  const content = [...tellSummary(summary), 'What was said:', ...turns.map(renderTurn)]
  return [system('summary', SUMMARY), { role: 'user', content: content.join('\n\n') }]
}
