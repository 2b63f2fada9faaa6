// Acorn with its work bounded: some inputs make it, or the TypeScript plugin that tries several readings, take time that
// grows much faster than the input, or overflow the stack. Steps and levels are counted instead of milliseconds and
// bytes, so that the outcome is the same on every machine.
import { Parser } from 'acorn'
import { NameList } from './name-list.ts'

/** A mistake in the source, at an offset. Extends SyntaxError because the TypeScript plugin retries on those only. */
export class SourceError extends SyntaxError {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** The source is too much work to read; nothing is known about its syntax. */
class BudgetError extends Error {}

/** The source is nested beyond what engines and readers bear. */
export class DepthError extends Error {
  readonly offset: number

  constructor(offset: number) {
    super('too deep')
    this.offset = offset
  }
}

type Scope = { var: string[]; lexical: string[]; functions: string[] }

/** The methods of acorn's parser that its types leave out (acorn 8.19, the version is pinned). */
type ParserInternals = {
  input: string
  start: number
  lastTokEnd: number
  type: { label: string }
  nextToken(): void
  currentScope(): Scope
  enterScope(flags: number): void
  parseMaybeUnary(...rest: unknown[]): unknown
  parseStatement(...rest: unknown[]): unknown
  parseBindingAtom(): unknown
}

const ParserBase = Parser as unknown as new (options: unknown, input: string, start?: number) => ParserInternals

const STEPS_PER_CHARACTER = 8
const FREE_STEPS = 20_000
const STEPS_PER_ERROR = 20
const MAX_DEPTH = 400

export class MeteredParser extends ParserBase {
  #steps = 0
  #depth = 0

  override nextToken(): void {
    this.#spend(1)
    super.nextToken()
  }

  override enterScope(flags: number): void {
    super.enterScope(flags)
    Object.assign(this.currentScope(), { var: new NameList(), lexical: new NameList(), functions: new NameList() })
  }

  override parseMaybeUnary(...rest: unknown[]): unknown {
    return this.deeper(() => super.parseMaybeUnary(...rest))
  }

  override parseStatement(...rest: unknown[]): unknown {
    return this.deeper(() => super.parseStatement(...rest))
  }

  override parseBindingAtom(): unknown {
    return this.deeper(() => super.parseBindingAtom())
  }

  /** Replaces acorn's own, which counts lines from the start each time. Returns when the parser may go on. */
  raise(offset: number, message: string): void {
    this.#fail(offset, message)
  }

  raiseRecoverable(offset: number, message: string): void {
    this.#fail(offset, message)
  }

  protected deeper<T>(parse: () => T): T {
    if (this.#depth >= MAX_DEPTH) throw new DepthError(this.start)
    this.#depth++
    try {
      return parse()
    } finally {
      this.#depth--
    }
  }

  #fail(offset: number, message: string): never {
    this.#spend(STEPS_PER_ERROR)
    throw new SourceError(message, offset)
  }

  #spend(steps: number): void {
    this.#steps += steps
    if (this.#steps > this.input.length * STEPS_PER_CHARACTER + FREE_STEPS) throw new BudgetError()
  }
}

/** The same class as acorn's plugins and entry points take it. */
export const MeteredAcorn = MeteredParser as unknown as typeof Parser
