// An answer that is JSON of files or of a plan, as models write it whose tools ask for JSON.
import { createBudget, mended, problem, type Block } from './block.ts'
import type { Emit, OutputEvent, PlannedFile } from './events.ts'

const PATH_KEYS = ['path', 'file_path', 'filePath', 'filename', 'file', 'name']
const CONTENT_KEYS = ['content', 'contents', 'code', 'text', 'body']
const PURPOSE_KEYS = ['purpose', 'description', 'summary']

type Entries = Record<string, unknown>[]

/** Whether a line outside of blocks begins an answer in JSON: no sentence begins so. */
export function opensJson(text: string): boolean {
  return /^\s*(?:[{[]\s*$|\{\s*"|\[\s*\{)/.test(text.slice(0, 200))
}

/** Takes all lines to the end of the answer, and reads them then. */
export function createJsonBlock(emit: Emit): Block {
  const lines: string[] = []
  const budget = createBudget('file', emit)
  return {
    name: 'file',
    raw: '',
    end: undefined,
    takesAsEnd: () => false,
    line(line) {
      if (budget.spend(line)) lines.push(line.text)
    },
    close() {},
    cut(tail) {
      if (budget.isSpent()) return
      const text = [...lines, tail].join('\n')
      const events = readJsonAnswer(text.slice(0, Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1))
      for (const event of events ?? [problem('untagged_file', 'the answer is JSON that is no set of files')])
        emit(event)
    },
  }
}

/** The files, or the plan, that a JSON text holds; undefined when it holds neither. */
export function readJsonAnswer(text: string): OutputEvent[] | undefined {
  const value = parse(text)
  const entries = entriesOf(value)
  if (entries === undefined || entries.length === 0) return undefined
  const files = entries.map((entry) => ({ path: textOf(entry, PATH_KEYS), content: textOf(entry, CONTENT_KEYS) }))
  if (files.some(({ path }) => path === undefined)) return undefined
  const isPlan = files.every(({ content }) => content === undefined)
  if (!isPlan && files.some(({ content }) => content === undefined)) return undefined
  const events = isPlan ? planOf(value, entries) : files.flatMap(({ path = '', content = '' }) => fileOf(path, content))
  return [...events, mended('json_answer', `the answer is JSON of ${entries.length} files`)]
}

function fileOf(path: string, text: string): OutputEvent[] {
  const content = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return [
    { type: 'file.started', path },
    ...(content === '' ? [] : [{ type: 'file.delta' as const, path, text: content }]),
    { type: 'file.completed', path, content },
  ]
}

function planOf(value: unknown, entries: Entries): OutputEvent[] {
  const head = isRecord(value) ? value : {}
  const files = entries.map((entry): PlannedFile => {
    return { path: textOf(entry, PATH_KEYS) ?? '', purpose: textOf(entry, PURPOSE_KEYS) ?? '' }
  })
  return [{ type: 'plan', title: textOf(head, ['title']) ?? '', summary: textOf(head, ['summary']) ?? '', files }]
}

function entriesOf(value: unknown): Entries | undefined {
  if (Array.isArray(value)) return listOf(value)
  if (!isRecord(value)) return undefined
  const { files } = value
  if (Array.isArray(files)) return listOf(files)
  const map = isRecord(files) ? files : value
  const pairs = Object.entries(map)
  const isMap = pairs.every(([path, content]) => /[./]/.test(path) && typeof content === 'string')
  return isMap ? pairs.map(([path, content]) => ({ path, content })) : undefined
}

function listOf(values: unknown[]): Entries | undefined {
  const entries = values.map((value) => (typeof value === 'string' ? { path: value } : value))
  return entries.every(isRecord) ? entries : undefined
}

function textOf(entry: Record<string, unknown>, keys: readonly string[]): string | undefined {
  const value = keys.map((key) => entry[key]).find((found) => found !== undefined)
  return typeof value === 'string' ? value.toWellFormed() : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
