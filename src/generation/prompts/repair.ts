import type { ChatMessage } from '../../gateway/chat-message.ts'
import type { Finding } from '../findings.ts'
import { listByFolder } from '../context/outline.ts'
import { renderWhole } from '../context/shown.ts'
import { EDIT_FORMAT, FILE_FORMAT, READ_FORMAT, request, system } from '../prompts.ts'

const TASK = `The project below was made or changed for the request, and something in it is not right yet. Put that right,
completely, and change nothing else. Do not explain the faults.`

const LINES_AROUND = 2
const MAX_FINDINGS = 60
const MAX_DETAIL_CHARS = 12_000
const MAX_LINE_CHARS = 400

export type RepairQuestion = {
  prompt: string
  findings: readonly Finding[]
  /** The files that the findings are about, as they stand. */
  files: ReadonlyMap<string, string>
  /** What the project asks of whoever works on it. */
  instructions?: string | undefined
  /** All paths of the project. */
  paths: readonly string[]
  /** Whether changes are to come as whole files, since edits have not helped. */
  wholeFiles: boolean
}

/** All that is wrong in one call, each with its place and the text that stands there. */
export function repairMessages(question: RepairQuestion): ChatMessage[] {
  const { prompt, findings, files, paths, wholeFiles, instructions } = question
  const content = [
    request(prompt),
    `All files of the project:\n${listByFolder(paths)}`,
    ...(files.size === paths.length ? [] : [READ_FORMAT]),
    ...(files.size === 0 ? [] : ['The files that need a change, as they stand:', ...renderWhole(files.keys(), files)]),
    'What is not right:',
    ...findings.slice(0, MAX_FINDINGS).map((finding, index) => describe(finding, index, files)),
    ...(wholeFiles ? ['Write each file that needs a change as a whole, in a <file> block.'] : []),
  ]
  const format = wholeFiles ? FILE_FORMAT : EDIT_FORMAT
  return [system('repair', `${TASK}\n\n${format}`, instructions), { role: 'user', content: content.join('\n\n') }]
}

function describe({ path, line, message, detail }: Finding, index: number, files: ReadonlyMap<string, string>): string {
  const place = path === undefined ? 'your answer' : line === undefined ? path : `${path}, line ${line}`
  const text = line === undefined ? undefined : linesAround(files.get(path ?? ''), line)
  return [`${index + 1}. ${place}: ${message}`, text, detail?.slice(0, MAX_DETAIL_CHARS)]
    .filter((part) => part !== undefined)
    .join('\n')
}

/** The line with its neighbours, numbered. */
function linesAround(content: string | undefined, line: number): string | undefined {
  if (content === undefined) return undefined
  const first = Math.max(1, line - LINES_AROUND)
  const lines = content.split('\n').slice(first - 1, line + LINES_AROUND)
  return lines.map((text, index) => `   ${first + index} | ${text.slice(0, MAX_LINE_CHARS)}`).join('\n')
}
