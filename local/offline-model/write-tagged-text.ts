/** Writes the tagged text that a model answers with: plans, whole files and edits as blocks. */

/** Whole lines to find exactly once, and what replaces them; neither has the final newline. */
export type Replacement = { search: string; replace: string }

export function writePlan(title: string, summary: string, files: ReadonlyMap<string, string>): string {
  const lines = [...files].map(([path, purpose]) => `- ${path}: ${purpose}`)
  return [`<plan title="${encodeEntities(title)}">`, summary, ...lines, '</plan>'].join('\n')
}

export function writeFile(path: string, content: string): string {
  return writeBlock('file', path, content.endsWith('\n') || content === '' ? content : `${content}\n`)
}

export function writeEdit(path: string, replacements: readonly Replacement[]): string {
  const pairs = replacements.map(
    ({ search, replace }) => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`,
  )
  return writeBlock('edit', path, pairs.join(''))
}

function writeBlock(tag: 'file' | 'edit', path: string, body: string): string {
  const mark = chooseEndMark(tag, body)
  const open = mark === undefined ? '' : ` end="${mark}"`
  const close = mark === undefined ? '' : ` ${mark}`
  return `<${tag} path="${encodeEntities(path)}"${open}>\n${body}</${tag}${close}>`
}

/** A closing mark that no line of the body can be taken for; none where the plain closing tag is safe. */
function chooseEndMark(tag: string, body: string): string | undefined {
  const lines = new Set(body.split('\n').map((line) => line.trim()))
  if (!lines.has(`</${tag}>`)) return undefined
  let number = 1
  while (lines.has(`</${tag} X${number}>`)) number += 1
  return `X${number}`
}

function encodeEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
