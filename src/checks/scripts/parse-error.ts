// Why a parser stopped.

/** A mistake in the source, at an offset. Extends SyntaxError because the TypeScript plugin retries on those only. */
export class SourceError extends SyntaxError {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** A statement is too much work to be read in one go; nothing is known about its syntax. */
export class SizeError extends Error {}

/** The source is nested beyond what engines and readers bear. */
export class DepthError extends Error {
  readonly offset: number

  constructor(offset: number) {
    super('too deep')
    this.offset = offset
  }
}

/** Whether a runtime gave up on calls within calls. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof Error && /stack|recursion/.test(error.message)
}
