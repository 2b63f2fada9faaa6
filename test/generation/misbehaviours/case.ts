// One way in which a model misbehaves, with all that comes of it.

/** What the model says in one call: a text with a proper end, or one that ends in another way. */
export type Said =
  | string
  | { text: string; ends: 'length' | 'content_filter' | 'hang up' | 'silence' }
  | { text: string; ends: 'stop'; inParts: true }
  | { status: number }

export type Case = {
  name: string
  kind: 'generate' | 'edit' | 'chat'
  /** What the model says to each call, in order; to any more calls it says nothing of use. */
  says: Said[]
  /** The files of a project that is there already; the page and its script by default. */
  before?: Record<string, string>
  /** The steps that call the model, in order. */
  calls: string
  /** `succeeded`, `awaiting_input`, or the status with the code of the error. */
  end: string
  /** What facts tell besides what a calm run tells: the type and the code or the path. */
  told: string[]
  /** The stored bytes in the end; the page and its script by default. */
  files?: Record<string, string>
  /** What stands in the conversation as the answer; not looked at where it is left out. */
  message?: string
  /** Words of a later question to the model, which show what it was told. */
  heard?: string[]
}

export const PAGE = '<!doctype html>\n<title>Page</title>\n<script src="app.js"></script>\n'
export const CODE = 'const answer = 42\nconsole.log(answer)\n'
export const BOTH = { 'index.html': PAGE, 'app.js': CODE }

export const PLAN = '<plan title="Two files">\nA page.\n- index.html: page\n- app.js: behaviour\n</plan>\n'

export function file(path: string, content: string): string {
  return `<file path="${path}">\n${content}</file>\n`
}

export const TWO = file('index.html', PAGE) + file('app.js', CODE)

export function edit(path: string, ...pairs: [search: string, replace: string][]): string {
  const body = pairs.map(([search, replace]) => `<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`)
  return `<edit path="${path}">\n${body.join('')}</edit>\n`
}

type Rest = Partial<Pick<Case, 'calls' | 'end' | 'told' | 'files' | 'before' | 'heard' | 'message'>>

/** A project that is planned as it should be, and what the model says when it is asked to write it. */
export function writing(name: string, says: Said | Said[], told: string[], rest: Rest = {}): Case {
  const all = Array.isArray(says) ? says : [says]
  const calls = ['plan', ...all.map(() => 'write')].join(' ')
  return { name, kind: 'generate', says: [PLAN, ...all], calls, end: 'succeeded', told, ...rest }
}

/** A project that is written as it was planned, and what the model says when it is asked to plan it. */
export function planning(name: string, says: Said | Said[], told: string[], rest: Rest = {}): Case {
  const all = Array.isArray(says) ? says : [says]
  const calls = [...all.map(() => 'plan'), 'write'].join(' ')
  return { name, kind: 'generate', says: [...all, TWO], calls, end: 'succeeded', told, ...rest }
}

/** A change of the page and its script. */
export function editing(name: string, says: Said | Said[], told: string[], rest: Rest = {}): Case {
  const all = Array.isArray(says) ? says : [says]
  const calls = ['edit', ...all.slice(1).map(() => 'repair')].join(' ')
  return { name, kind: 'edit', says: all, calls, end: 'succeeded', told, ...rest }
}

/** A talk about the page and its script. */
export function talking(name: string, says: Said | Said[], told: string[], rest: Rest = {}): Case {
  const all = Array.isArray(says) ? says : [says]
  const calls = ['chat', ...all.slice(1).map(() => 'repair')].join(' ')
  return { name, kind: 'chat', says: all, calls, end: 'succeeded', told, ...rest }
}
