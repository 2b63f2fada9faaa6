// The TypeScript plugin made lenient where it refuses valid code.
import { tsPlugin } from '@sveltejs/acorn-typescript'
import { CHARS_PER_STEP, MeteredAcorn, type MeteredParser } from './metered-parser.ts'
import { NameList } from './name-list.ts'

/** The methods of the plugin's parser that are changed here (@sveltejs/acorn-typescript 1.0.13, the version is pinned). */
type TypeScriptInternals = MeteredParser & {
  isAmbientContext: boolean
  nextTokenStartSince(offset: number): number
  tsParseConstModifier(node: unknown): void
  tsParseTypeParameters(parseModifiers?: (node: unknown) => void): unknown
  tsParseType(): unknown
  jsx_parseElementAt(...rest: unknown[]): unknown
  parseMaybeAssign(...rest: unknown[]): unknown
  parseParenAndDistinguishExpression(canBeArrow: boolean, forInit: unknown): unknown
  shouldParseArrow(list: unknown[]): boolean
}

type TypeScriptClass = new (options: unknown, input: string, start?: number) => TypeScriptInternals

export type ParserClass = new (options: unknown, input: string) => MeteredParser

/** Declarations inside `declare module` and namespaces may be exported under names that the plugin looks for outside. */
const HAS_NESTED_EXPORTS = /\b(?:declare|module|namespace)\b/

function createParser(options: { jsx: boolean; dts: boolean; arrowTypeAfterQuestion: boolean }): ParserClass {
  const Base = MeteredAcorn.extend(tsPlugin({ jsx: options.jsx, dts: options.dts })) as unknown as TypeScriptClass
  return class LenientParser extends Base {
    #afterQuestion = false
    #hasNestedExports: boolean | undefined
    override isAmbientContext = options.dts

    override raise(offset: number, message: string): void {
      if (!this.#isTolerated(message)) super.raise(offset, message)
    }

    override raiseRecoverable(offset: number, message: string): void {
      if (!this.#isTolerated(message)) super.raiseRecoverable(offset, message)
    }

    /** The plugin reads `const` in front of a type parameter of a function, but not of a function type. */
    override tsParseTypeParameters(parseModifiers = this.tsParseConstModifier.bind(this)): unknown {
      return super.tsParseTypeParameters(parseModifiers)
    }

    override enterScope(flags: number): void {
      super.enterScope(flags)
      const lists = ['types', 'enums', 'constEnums', 'classes', 'exportOnlyBindings']
      Object.assign(this.currentScope(), Object.fromEntries(lists.map((list) => [list, new NameList()])))
    }

    override tsParseType(): unknown {
      return this.deeper(() => super.tsParseType())
    }

    override jsx_parseElementAt(...rest: unknown[]): unknown {
      return this.deeper(() => super.jsx_parseElementAt(...rest))
    }

    override parseMaybeAssign(...rest: unknown[]): unknown {
      return this.chained(() => super.parseMaybeAssign(...rest))
    }

    override parseParenAndDistinguishExpression(canBeArrow: boolean, forInit: unknown): unknown {
      const outer = this.#afterQuestion
      this.#afterQuestion = this.input[this.lastTokEnd - 1] === '?'
      try {
        return super.parseParenAndDistinguishExpression(canBeArrow, forInit)
      } finally {
        this.#afterQuestion = outer
      }
    }

    /** In `a ? (b) : c => d` the colon belongs to the condition; the plugin always takes `c` for a return type. */
    override shouldParseArrow(list: unknown[]): boolean {
      if (!options.arrowTypeAfterQuestion && this.#afterQuestion && this.type.label === ':') return false
      return super.shouldParseArrow(list)
    }

    /** Looks behind blanks and comments, which another reading of the same text looks behind again. */
    override nextTokenStartSince(offset: number): number {
      const start = super.nextTokenStartSince(offset)
      this.spend((start - offset) / CHARS_PER_STEP)
      return start
    }

    #isTolerated(message: string): boolean {
      // `<T extends object>(x: T) => x` is refused in TSX, where only a lone `<T>` would be ambiguous.
      if (message.startsWith('This syntax is reserved in files with the .mts or .cts extension')) return true
      if (!message.startsWith("Export '")) return false
      this.#hasNestedExports ??= options.dts || HAS_NESTED_EXPORTS.test(this.input)
      return this.#hasNestedExports
    }
  }
}

const parsers = new Map<string, ParserClass>()

/** Made once for each set of options. */
export function typescriptParser(jsx: boolean, dts: boolean, arrowTypeAfterQuestion: boolean): ParserClass {
  const key = `${jsx} ${dts} ${arrowTypeAfterQuestion}`
  const parser = parsers.get(key) ?? createParser({ jsx, dts, arrowTypeAfterQuestion })
  parsers.set(key, parser)
  return parser
}
