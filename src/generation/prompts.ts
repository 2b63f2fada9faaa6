// What the model is told. "Task:" names the step, so that any server of the protocol can tell the calls apart.
import type { ChatMessage } from '../gateway/completion.ts'
import type { PlannedFile } from '../runs/events.ts'
import { renderFileBlock, renderPlanBlock } from './output/format.ts'

export type Plan = { title: string; summary: string; files: PlannedFile[] }

const ROLE = `You are the engine of Samokoder: you turn a request into a complete, working multi-file project.
Answer in the language of the request; identifiers and file names are English.
Unless the request asks for something else, build a browser project that works when index.html is opened from disk:
plain HTML, CSS and classic scripts, no build step, no network, accessible, pleasant to look at.`

const PLAN_FORMAT = `Answer with one short paragraph for the user, then the plan, each tag alone on its line:
<plan title="Short title of the project">
One or two sentences on what it does.
- index.html: what this file is for
- folder/name.ext: what this file is for
</plan>
Paths are relative, with forward slashes. Name every file the project needs and none that it does not. Write no file yet.`

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

export function planMessages(prompt: string): ChatMessage[] {
  return [system('plan', PLAN_FORMAT), { role: 'user', content: request(prompt) }]
}

/** Asks for some files of a plan; `written` are those that stand already, for reference. */
export function writeMessages(
  prompt: string,
  plan: Plan,
  paths: readonly string[],
  written: ReadonlyMap<string, string>,
): ChatMessage[] {
  const content = [
    request(prompt),
    renderPlanBlock(plan),
    ...(written.size === 0 ? [] : ['These files are written already:', ...renderFiles(written)]),
    `Write these files: ${paths.join(', ')}`,
  ]
  return [system('write', FILE_FORMAT), { role: 'user', content: content.join('\n\n') }]
}

export function editMessages(prompt: string, files: ReadonlyMap<string, string>): ChatMessage[] {
  const content = ['The project as it stands:', ...renderFiles(files), request(prompt)]
  return [system('edit', EDIT_FORMAT), { role: 'user', content: content.join('\n\n') }]
}

export function system(task: string, format: string): ChatMessage {
  return { role: 'system', content: `Task: ${task}\n\n${ROLE}\n\n${format}` }
}

/** The request in tags of its own; a closing tag within it is defused, so that it ends where it ends. */
export function request(prompt: string): string {
  return `<request>\n${prompt.replace(/<\/request>/gi, '<\\/request>')}\n</request>`
}

export function renderFiles(files: ReadonlyMap<string, string>): string[] {
  return [...files].map(([path, content]) => renderFileBlock(path, content))
}
