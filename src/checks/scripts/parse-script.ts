import type { Parser } from 'acorn'
import { DepthError, MeteredAcorn, SourceError } from './metered-parser.ts'
import { describeSyntaxError } from './syntax-message.ts'
import { isNode, type SyntaxNode } from './syntax-node.ts'
import { typescriptParser } from './typescript-parser.ts'

/** How a script is run; `classic` is a `<script>` without `type="module"`, `unknown` a module or CommonJS. */
export type Goal = 'module' | 'classic' | 'commonjs' | 'unknown'

export type Language = { typescript: boolean; jsx: boolean; declarations: boolean }

/**
 * A `failed` script is certainly wrong, an `unread` one is beyond the parsers. `wantsModule` marks a classic script that
 * works only as a module.
 */
export type ParsedScript =
  | { state: 'parsed'; program: SyntaxNode; wantsModule?: boolean }
  | { state: 'failed'; message: string; offset: number }
  | { state: 'unread' }

type Mistake = { message: string; offset: number }

type SourceType = 'module' | 'script' | 'commonjs'

const UNREAD: ParsedScript = { state: 'unread' }

export function parseScript(text: string, language: Language, goal: Goal): ParsedScript {
  if (language.typescript) return parseTypeScript(text, language, goal)
  const plain = parseJavaScript(text, goal)
  if (!language.jsx || plain.state !== 'failed') return plain
  return parseTypeScript(text, language, goal)
}

function parseJavaScript(text: string, goal: Goal): ParsedScript {
  const module = parseWith(MeteredAcorn, text, 'module')
  if (goal === 'module') return module
  if (goal === 'unknown' && module.state === 'parsed') return module
  const script = parseWith(MeteredAcorn, text, goal === 'classic' ? 'script' : 'commonjs')
  if (script.state !== 'failed') return script
  if (module.state === 'parsed') return { ...module, wantsModule: true }
  return hasModuleSyntax(text) ? module : script
}

/**
 * The plugin has two readings of a colon behind `? (…)`, and refuses some valid code in either. Only when both stop at
 * the same place is it certain that the source is wrong.
 */
function parseTypeScript(text: string, language: Language, goal: Goal): ParsedScript {
  const sourceType = goal === 'commonjs' || goal === 'classic' ? 'script' : 'module'
  const first = parseWith(typescriptParser(language.jsx, language.declarations, true), text, sourceType)
  if (first.state !== 'failed') return first
  const second = parseWith(typescriptParser(language.jsx, language.declarations, false), text, sourceType)
  if (second.state !== 'failed') return second
  if (second.offset !== first.offset || isBeyondPlugin(text, first, language)) return UNREAD
  if (sourceType === 'module') return first
  return parseTypeScript(text, language, 'module').state === 'failed' ? first : UNREAD
}

/** Valid constructs that the plugin does not know, and keywords in places that it treats more strictly than compilers. */
function isBeyondPlugin(text: string, { message, offset }: Mistake, { declarations }: Language): boolean {
  if (declarations && message.includes('strict mode')) return true
  if (/\bconst\b|\bimplements\b|\binterface\b|type cast in parameter/.test(message)) return true
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - 200), offset + 80)
  return /\bimport\s+(?:defer|source)\b|\bimport\s*\(\s*["'][^"']*["']\s*,|typeof\s+(?:import|[\w$.]+\.#)/.test(line)
}

/** True for a text that has a line like an import or export statement. */
function hasModuleSyntax(text: string): boolean {
  return /^[ \t]*(?:import\b(?![ \t]*[.(])|export\b)/m.test(text)
}

function parseWith(parser: typeof Parser, text: string, sourceType: SourceType): ParsedScript {
  try {
    const program: unknown = parser.parse(text, {
      ecmaVersion: 'latest',
      sourceType,
      locations: parser !== MeteredAcorn,
    })
    return isNode(program) ? { state: 'parsed', program } : UNREAD
  } catch (error) {
    if (error instanceof DepthError) return tooDeep(error.offset)
    if (error instanceof SourceError) {
      if (error.message.startsWith('Not enough stack space')) return tooDeep(error.offset)
      return { state: 'failed', message: describeSyntaxError(error.message, error.offset, text), offset: error.offset }
    }
    // Out of budget, or the plugin tripped over something that it was not made for.
    return error instanceof RangeError ? tooDeep(0) : UNREAD
  }
}

function tooDeep(offset: number): ParsedScript {
  return { state: 'failed', message: 'The code is nested too deeply: split it into smaller parts.', offset }
}
