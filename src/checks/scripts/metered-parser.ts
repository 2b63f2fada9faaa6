// Acorn with its work bounded: some inputs make it, or the TypeScript plugin that tries several readings, take time that
// grows much faster than the input, or overflow the stack. Steps and levels are counted instead of milliseconds and
// bytes, so that the outcome is the same on every machine.
import { Parser, tokTypes } from 'acorn'
import type { Work } from '../../work.ts'
import { NameList } from './name-list.ts'
import { DepthError, isStackOverflow, SizeError, SourceError } from './parse-error.ts'

type Scope = { var: string[]; lexical: string[]; functions: string[] }
type PatternState = {
  source: string
  lastStringValue: string
  groupNames: Record<string, unknown>
  eat(code: number): boolean
  raise(message: string): void
}

/** The methods of acorn's parser that its types leave out (acorn 8.19, the version is pinned). */
type ParserInternals = {
  input: string
  pos: number
  start: number
  lastTokEnd: number
  type: { label: string }
  scopeStack: Scope[]
  startNode(): object
  nextToken(): void
  currentScope(): Scope
  enterScope(flags: number): void
  declareName(name: string, bindingType: number, offset: number): void
  parseTopLevel(program: object): unknown
  parseMaybeAssign(...rest: unknown[]): unknown
  parseExprOp(...rest: unknown[]): unknown
  parseMaybeUnary(...rest: unknown[]): unknown
  parseStatement(...rest: unknown[]): unknown
  parseBindingAtom(): unknown
  readNumber(startsWithDot: boolean): unknown
  readCodePoint(): number
  readEscapedChar(inTemplate: boolean): unknown
  invalidStringToken(offset: number, message: string): void
  readRegexp(): void
  validateRegExpPattern(state: PatternState): void
  regexp_groupSpecifier(state: PatternState): void
  regexp_eatGroupName(state: PatternState): boolean
}

const ParserBase = Parser as unknown as new (options: unknown, input: string, start?: number) => ParserInternals

/**
 * Most work for a statement at the top level: only between those have others their turn. A process that has just begun
 * takes twice as long for a unit.
 */
const MAX_STATEMENT_UNITS = 24_000
const STEPS_PER_ERROR = 20
/** Characters of a token, or levels of scopes around it, that take as long as another token. */
export const CHARS_PER_STEP = 64
const LEVELS_PER_STEP = 32
/** Each makes the string that is read one piece longer, which the engine keeps apart. */
const ESCAPES_PER_STEP = 16
const PATTERN_CHARS_PER_STEP = 4
const MAX_DEPTH = 400
/** Operators one after the other, each of which acorn reads inside the one before. */
const MAX_CHAIN = 1000
/** With more, a stack is full of operators, with fewer, of levels. */
const OPERATORS_PER_LEVEL = 4
/** Longer ones are no code: acorn goes through a pattern several times, and engines take quadratic time for a BigInt. */
const MAX_PATTERN_CHARS = 20_000
const MAX_DIGITS = 5000

const CODE_POINT = /\{[\da-f]+\}/iy
const DIGITS = /[\d_]*/y
const QUESTION_MARK = 63

export class MeteredParser extends ParserBase {
  #units = 0
  #unitsPerStep = 1
  #depth = 0
  #chain = 0

  /** The tree of the whole source. `unitsPerStep`: what a step of this parser takes. */
  async parseInSlices(work: Work, unitsPerStep: number): Promise<unknown> {
    this.#unitsPerStep = unitsPerStep
    const body: unknown[] = []
    const program = Object.assign(this.startNode(), { body })
    const exported: unknown = Object.create(null)
    try {
      this.nextToken()
      while (this.type !== tokTypes.eof) {
        body.push(this.parseStatement(null, true, exported))
        if (work.spend(this.#takeUnits())) await work.pause()
      }
      return this.parseTopLevel(program)
    } finally {
      work.spend(this.#takeUnits())
    }
  }

  override nextToken(): void {
    const from = this.pos
    super.nextToken()
    this.spend(1 + (this.pos - from) / CHARS_PER_STEP + this.scopeStack.length / LEVELS_PER_STEP)
  }

  override enterScope(flags: number): void {
    super.enterScope(flags)
    Object.assign(this.currentScope(), { var: new NameList(), lexical: new NameList(), functions: new NameList() })
  }

  /** A `var` is noted in every block up to its function. */
  override declareName(name: string, bindingType: number, offset: number): void {
    this.spend(this.scopeStack.length / LEVELS_PER_STEP)
    super.declareName(name, bindingType, offset)
  }

  override parseMaybeAssign(...rest: unknown[]): unknown {
    return this.chained(() => super.parseMaybeAssign(...rest))
  }

  override parseExprOp(...rest: unknown[]): unknown {
    return this.chained(() => super.parseExprOp(...rest))
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

  override readNumber(startsWithDot: boolean): unknown {
    DIGITS.lastIndex = this.pos
    if ((DIGITS.exec(this.input)?.[0].length ?? 0) > MAX_DIGITS) throw new SizeError()
    return super.readNumber(startsWithDot)
  }

  /** Acorn looks for the closing brace through the rest of the source. */
  override readCodePoint(): number {
    CODE_POINT.lastIndex = this.pos
    if (this.input[this.pos] === '{' && !CODE_POINT.test(this.input)) {
      this.spend(STEPS_PER_ERROR / 4)
      this.invalidStringToken(this.pos + 1, 'Bad character escape sequence')
    }
    return super.readCodePoint()
  }

  override readEscapedChar(inTemplate: boolean): unknown {
    this.spend(1 / ESCAPES_PER_STEP)
    return super.readEscapedChar(inTemplate)
  }

  override readRegexp(): void {
    this.#requireShortPattern()
    super.readRegexp()
  }

  override validateRegExpPattern(state: PatternState): void {
    this.spend(state.source.length / PATTERN_CHARS_PER_STEP)
    super.validateRegExpPattern(state)
  }

  /** Acorn compares a name with all groups of that name, which may be in different branches: doubles are let through. */
  override regexp_groupSpecifier(state: PatternState): void {
    if (!state.eat(QUESTION_MARK)) return
    if (!this.regexp_eatGroupName(state)) state.raise('Invalid group')
    state.groupNames[state.lastStringValue] = true
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

  protected chained<T>(parse: () => T): T {
    if (this.#chain >= MAX_CHAIN) throw new SizeError()
    this.#chain++
    try {
      return parse()
    } catch (error) {
      // The stack takes fewer while the parser has just been loaded: that is no fault of the code.
      throw isStackOverflow(error) && this.#chain > OPERATORS_PER_LEVEL * this.#depth ? new SizeError() : error
    } finally {
      this.#chain--
    }
  }

  protected spend(steps: number): void {
    this.#units += steps * this.#unitsPerStep
    if (this.#units > MAX_STATEMENT_UNITS) throw new SizeError()
  }

  #requireShortPattern(): void {
    let isInClass = false
    for (let at = this.pos; at < this.pos + MAX_PATTERN_CHARS; at++) {
      const char = this.input[at]
      if (char === undefined || char === '\n' || (char === '/' && !isInClass)) return
      if (char === '\\') at++
      else if (char === '[') isInClass = true
      else if (char === ']') isInClass = false
    }
    throw new SizeError()
  }

  /** What was spent since the last statement. */
  #takeUnits(): number {
    const units = this.#units
    this.#units = 0
    return units
  }

  #fail(offset: number, message: string): never {
    // The end of a comment is looked for through the rest of the source.
    const searched = message === 'Unterminated comment' ? this.input.length : this.pos
    this.spend(STEPS_PER_ERROR + Math.max(0, searched - offset) / CHARS_PER_STEP)
    throw new SourceError(message, offset)
  }
}

/** The same class as acorn's plugins and entry points take it. */
export const MeteredAcorn = MeteredParser as unknown as typeof Parser
