// What the model is told, in the order in which it stays the same from call to call, since providers charge less for a prompt
// that begins as the last one did. "Task:" names the step, so that any server of the protocol can tell the calls apart.
import type { ChatMessage } from '../gateway/chat-message.ts'
import type { PlannedFile } from '../runs/events.ts'

export type Plan = { title: string; summary: string; files: PlannedFile[] }

const ROLE = `You are the engine of Samokoder: you turn a request into a complete, working multi-file project.
Answer in the language of the request; identifiers and file names are English.
Unless the request or the project itself asks for something else, build a browser project that works when index.html is opened from disk:
plain HTML, CSS and classic scripts, no build step, no network, accessible, pleasant to look at.`

const PLAN_FORMAT = `Answer with one short paragraph for the user, then the plan, each tag alone on its line:
<plan title="Short title of the project">
One or two sentences on what it does.
- index.html: what this file is for
- folder/name.ext: what this file is for; uses index.html
</plan>
Say of each file which others it uses. Paths are relative, with forward slashes. Name every file the project needs and
none that it does not. Write no file yet.`

const PLAN_ON_FILES = `The project has files already, which are listed below: build on them, with the tools that they use. Plan the
files that are new and those that you will write anew, each as a whole. What the plan does not name stays as it is. A file
that is to go is named with the one word "delete":
- folder/old.ext: delete`

export const FILE_FORMAT = `Answer with the files, each tag alone on its line:
<file path="index.html">
the whole content, first line to last
</file>
If a content has a line </file> of its own, open with <file path="…" end="X1"> and close with </file X1>.
Write every file in full: never shorten, never leave out a part, never write that something stays the same.
Text outside of the tags is shown to the user; keep it to a sentence.`

export const EDIT_FORMAT = `Change existing files with blocks, each tag alone on its line:
<edit path="app.js">
<<<<<<< SEARCH
lines exactly as they stand in the file, enough of them to be found only once
=======
what takes their place
>>>>>>> REPLACE
</edit>
One edit block may hold several SEARCH/REPLACE pairs. Write a new file, or one that changes throughout, as a whole:
<file path="name">
the whole content
</file>
<delete path="name"/> and <rename from="old" to="new"/> do what they say.
Text outside of the tags is shown to the user: say in a sentence or two what you changed.`

export const READ_FORMAT = `When you need the content of a file that is not given below, ask for it and for nothing else, each alone on
its line, and you will get it:
<read path="folder/name.ext"/>
Change no file that you have not seen.`

export type PlanPrompt = {
  prompt: string
  instructions?: string | undefined
  /** The files that are there, if there are any. */
  outline?: string | undefined
}

export function planMessages({ prompt, instructions, outline }: PlanPrompt): ChatMessage[] {
  const format = outline === undefined ? PLAN_FORMAT : [PLAN_FORMAT, PLAN_ON_FILES, READ_FORMAT].join('\n\n')
  const files = outline === undefined ? [] : [`The files of the project:\n${outline}`]
  return [system('plan', format, instructions), { role: 'user', content: [...files, request(prompt)].join('\n\n') }]
}

export type WritePrompt = {
  prompt: string
  instructions?: string | undefined
  /** The plan as a block. */
  plan: string
  /** The files to write now. */
  paths: readonly string[]
  /** What they are for, where the plan leaves it out. */
  purposes?: string | undefined
  /** What files that are there export. */
  outline?: string | undefined
  /** Files that are there, as blocks. */
  files: readonly string[]
  /** What the files to write are so far, as blocks. */
  old?: readonly string[]
}

/** Asks for some files of a plan. */
export function writeMessages(asked: WritePrompt): ChatMessage[] {
  const { prompt, instructions, plan, paths, purposes, outline, files, old = [] } = asked
  const content = [
    request(prompt),
    plan,
    ...(outline === undefined ? [] : [`Files that are there already, with what they export:\n${outline}`]),
    ...(files.length === 0 ? [] : ['These files are there already:', ...files]),
    ...(old.length === 0 ? [] : ['Of the next files, these are there, and are written anew:', ...old]),
    ...(purposes === undefined ? [] : [`What the next files are for:\n${purposes}`]),
    `Write these files: ${paths.join(', ')}`,
  ]
  return [system('write', FILE_FORMAT, instructions), { role: 'user', content: content.join('\n\n') }]
}

export type EditPrompt = {
  prompt: string
  instructions?: string | undefined
  /** All files by name, when not all are given whole. */
  outline?: string | undefined
  /** Files as blocks. */
  files: readonly string[]
}

export function editMessages({ prompt, instructions, outline, files }: EditPrompt): ChatMessage[] {
  const content = [...describeFiles(files, outline), request(prompt)]
  return [system('edit', EDIT_FORMAT, instructions), { role: 'user', content: content.join('\n\n') }]
}

/** Files as blocks, behind all of them by name when not all are given whole. */
export function describeFiles(files: readonly string[], outline: string | undefined): string[] {
  if (outline === undefined) return ['The project as it stands:', ...files]
  return [`The files of the project:\n${outline}`, READ_FORMAT, 'Some of them as they stand:', ...files]
}

/** Files that the model has asked for: what could be given, what is not there, and what is too much. */
export type ReadPrompt = { files: readonly string[]; missing: string[]; tooLarge: string[]; isLast: boolean }

export function readMessage({ files, missing, tooLarge, isLast }: ReadPrompt): ChatMessage {
  const content = [
    ...(files.length === 0 ? [] : ['These files as they stand:', ...files]),
    ...(missing.length === 0 ? [] : [`There is no text file: ${missing.join(', ')}`]),
    ...(tooLarge.length === 0 ? [] : [`There is no room for: ${tooLarge.join(', ')}`]),
    isLast ? 'No more can be read. Make the change with what you have.' : 'Go on with the request.',
  ]
  return { role: 'user', content: content.join('\n\n') }
}

export function system(task: string, format: string, instructions?: string): ChatMessage {
  const rules = instructions === undefined ? [] : [`What the project asks of whoever works on it:\n${instructions}`]
  return { role: 'system', content: [`Task: ${task}`, ROLE, format, ...rules].join('\n\n') }
}

/** The request in tags of its own. */
export function request(prompt: string): string {
  return quote('request', prompt)
}

/** Words of the user in tags of their own; a closing tag within them is defused, so that they end where they end. */
export function quote(tag: string, words: string): string {
  return `<${tag}>\n${words.replaceAll(new RegExp(`</${tag}>`, 'gi'), `<\\/${tag}>`)}\n</${tag}>`
}
