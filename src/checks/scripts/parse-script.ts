import { WorkLimitError, type Work } from '../../work.ts'
import type { OmissionReason } from '../../errors.ts'
import { DepthError, isStackOverflow, SizeError, SourceError } from './parse-error.ts'
import { describeSyntaxError } from './syntax-message.ts'
import { isNode, type SyntaxNode } from './syntax-node.ts'
import type { ParserClass } from './typescript-parser.ts'

/** How a script is run; `classic` is a `<script>` without `type="module"`, `unknown` a module or CommonJS. */
export type Goal = 'module' | 'classic' | 'commonjs' | 'unknown'

export type Language = {
  typescript: boolean
  jsx: boolean
  declarations: boolean
  /** A compiler reads it that may know more than the standard: decorators, proposals, types of Flow. */
  compiled: boolean
}

/**
 * A `failed` script is certainly wrong, an `unread` one is beyond the parsers. `wantsModule` marks a classic script that
 * works only as a module, `jsxOffset` is where a script that may hold JSX stops being JavaScript.
 */
export type ParsedScript =
  | { state: 'parsed'; program: SyntaxNode; wantsModule?: boolean; jsxOffset?: number }
  | { state: 'failed'; message: string; offset: number }
  | { state: 'unread'; reason: OmissionReason }

type Mistake = { message: string; offset: number }

type SourceType = 'module' | 'script' | 'commonjs'

const BEYOND_PARSER: ParsedScript = { state: 'unread', reason: 'unknown_syntax' }

/** A script takes this besides its steps; a page may hold thousands that are empty. */
const UNITS_PER_SCRIPT = 15
const UNITS_PER_TYPESCRIPT_STEP = 2

/** What a script is parsed from; the work is counted in `work`. */
export type ScriptText = { text: string; language: Language; goal: Goal }

export async function parseScript(script: ScriptText, work: Work): Promise<ParsedScript> {
  if (script.language.typescript) return parseTypeScript(script, work)
  const plain = await parseJavaScript(script, work)
  if (plain.state !== 'failed') return plain
  if (isForCompiler(script, plain.offset)) return BEYOND_PARSER
  const isDecorated = script.language.compiled && script.text[plain.offset] === '@'
  if (!isDecorated) return script.language.jsx ? parseJsx(script, plain.offset, work) : plain
  const decorated = await parseTypeScript({ ...script, language: { ...script.language, jsx: true } }, work)
  return decorated.state === 'failed' ? BEYOND_PARSER : decorated
}

async function parseJsx(script: ScriptText, jsxOffset: number, work: Work): Promise<ParsedScript> {
  const parsed = await parseTypeScript(script, work)
  return parsed.state === 'parsed' ? { ...parsed, jsxOffset } : parsed
}

const FLOW_MARK = /@flow\b/
const ASSERTION = /\bfrom\s*["'][^"'\n]*["']\s*assert\s*\{/
const PROPOSAL = /\bexport\s+[\w$]+(?:\s*,\s*\{[^}]*\})?\s+from\b|\|>|=\s*do\s*\{|#[[{]|::/

/** What some engines or compilers take, and the standard does not have. */
function isForCompiler({ text, language }: ScriptText, offset: number): boolean {
  const line = lineAround(text, offset)
  if (ASSERTION.test(line)) return true
  return language.compiled && (FLOW_MARK.test(text.slice(0, 1000)) || PROPOSAL.test(line))
}

function lineAround(text: string, offset: number): string {
  return text.slice(Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - 200), offset + 80)
}

async function parseJavaScript({ text, goal }: ScriptText, work: Work): Promise<ParsedScript> {
  // Loaded when a script is parsed, as the one below: to build its tables takes a good part of the start of a process.
  const { MeteredParser } = await import('./metered-parser.ts')
  const parse = (sourceType: SourceType) =>
    parseWith(MeteredParser, { text, sourceType, locations: false, unitsPerStep: 1 }, work)
  const module = await parse('module')
  if (goal === 'module') return module
  if (goal === 'unknown' && module.state === 'parsed') return module
  const script = await parse(goal === 'classic' ? 'script' : 'commonjs')
  if (script.state !== 'failed') return script
  if (module.state === 'parsed') return { ...module, wantsModule: true }
  return hasModuleSyntax(text) ? module : script
}

/**
 * The plugin has two readings of a colon behind `? (…)`, and refuses some valid code in either. Only when both stop at
 * the same place is it certain that the source is wrong.
 */
async function parseTypeScript({ text, language, goal }: ScriptText, work: Work): Promise<ParsedScript> {
  const sourceType = goal === 'commonjs' || goal === 'classic' ? 'script' : 'module'
  const { typescriptParser } = await import('./typescript-parser.ts')
  const parse = (arrowTypeAfterQuestion: boolean) => {
    const parser = typescriptParser(language.jsx, language.declarations, arrowTypeAfterQuestion)
    return parseWith(parser, { text, sourceType, locations: true, unitsPerStep: UNITS_PER_TYPESCRIPT_STEP }, work)
  }
  const first = await parse(true)
  if (first.state !== 'failed') return first
  const second = await parse(false)
  if (second.state !== 'failed') return second
  if (second.offset !== first.offset || isBeyondPlugin(text, first, language)) return BEYOND_PARSER
  // The code of an Astro file is a module that may return.
  if (sourceType === 'module') return goal === 'unknown' && /'return'/.test(first.message) ? BEYOND_PARSER : first
  const asModule = await parseTypeScript({ text, language, goal: 'module' }, work)
  return asModule.state === 'failed' ? first : BEYOND_PARSER
}

/** Valid constructs that the plugin does not know, and keywords in places that it treats more strictly than compilers. */
function isBeyondPlugin(text: string, { message, offset }: Mistake, { declarations }: Language): boolean {
  if (declarations && message.includes('strict mode')) return true
  if (/\bconst\b|\bimplements\b|\binterface\b|type cast in parameter|Assigning to rvalue/.test(message)) return true
  const line = lineAround(text, offset)
  return /\bimport\s+(?:defer|source)\b|\bimport\s*\(\s*["'][^"']*["']\s*,|typeof\s+(?:import|[\w$.]+\.#)/.test(line)
}

/** True for a text that has a line like an import or export statement. */
function hasModuleSyntax(text: string): boolean {
  return /^[ \t]*(?:import\b(?![ \t]*[.(])|export\b)/m.test(text)
}

type Reading = { text: string; sourceType: SourceType; locations: boolean; unitsPerStep: number }

async function parseWith(Parser: ParserClass, reading: Reading, work: Work): Promise<ParsedScript> {
  const { text, sourceType, locations, unitsPerStep } = reading
  // A statement cannot be divided, and to load a parser has taken its time.
  if (work.spend(UNITS_PER_SCRIPT) || work.isOver()) await work.pause()
  const parser = new Parser({ ecmaVersion: 'latest', sourceType, locations }, text)
  try {
    const program = await parser.parseInSlices(work, unitsPerStep)
    return isNode(program) ? { state: 'parsed', program } : BEYOND_PARSER
  } catch (error) {
    if (error instanceof WorkLimitError) throw error
    if (error instanceof SizeError) return { state: 'unread', reason: 'too_large' }
    if (error instanceof DepthError) return tooDeep(error.offset)
    if (error instanceof SourceError) {
      if (error.message.startsWith('Not enough stack space')) return tooDeep(error.offset)
      return { state: 'failed', message: describeSyntaxError(error.message, error.offset, text), offset: error.offset }
    }
    // Else the plugin tripped over something that it was not made for.
    return isStackOverflow(error) ? tooDeep(parser.start) : BEYOND_PARSER
  }
}

function tooDeep(offset: number): ParsedScript {
  return { state: 'failed', message: 'The code is nested too deeply: split it into smaller parts.', offset }
}
