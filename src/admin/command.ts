// What the commands of the CLI have in common: how they end, and in which form they tell it.
import type { Command } from 'commander'
import { ConfigError, parseConfig, type Config } from '../config.ts'
import { AppError } from '../errors.ts'

export const EXIT = { done: 0, failed: 1, usage: 2, unavailable: 69, environment: 78 } as const

export const EXIT_CODES = `
Exit codes:
  0   done, and everything is well
  1   refused, or a check failed
  2   the command line is not valid
  69  a service cannot be reached
  78  the environment is not valid`

/** What a command found: `data` is the JSON document, `lines` the same to read. */
export type Result = { data: unknown; lines: string[]; ok?: boolean }

/** A refusal with what to do about it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly hint: string
  readonly exitCode: number

  constructor(code: string, message: string, hint: string, exitCode: number = EXIT.failed) {
    super(message)
    this.code = code
    this.hint = hint
    this.exitCode = exitCode
  }
}

/** Gets what commander hands over: the arguments of the command, then its options. */
type Work<A extends unknown[]> = (...given: A) => Promise<Result>

/** Gives a command its --json, its exit code and its errors. */
export function perform<A extends unknown[]>(command: Command, work: Work<A>): Command {
  return command
    .option('--json', 'print one JSON document, and nothing else, on standard output')
    .addHelpText('after', EXIT_CODES)
    .action(async (...args: unknown[]) => {
      const asJson = command.opts<{ json?: boolean }>().json === true
      try {
        const { data, lines, ok = true } = await work(...(args as A))
        process.stdout.write(asJson ? `${JSON.stringify(data)}\n` : lines.map((line) => `${line}\n`).join(''))
        process.exitCode = ok ? EXIT.done : EXIT.failed
      } catch (error) {
        process.exitCode = tellFailure(error, asJson)
      }
    })
}

/** The whole configuration, as every process of the app reads it. @throws {ConfigError} */
export function readConfig(): Config {
  return parseConfig(process.env)
}

function tellFailure(error: unknown, asJson: boolean): number {
  const { exitCode, ...failure } = describeFailure(error)
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ error: failure })}\n`)
  } else {
    const hint = failure.hint === undefined ? '' : `${failure.hint}\n`
    process.stderr.write(`${failure.message}\n${hint}`)
  }
  return exitCode
}

type Failure = { code: string; message: string; hint?: string; problems?: readonly string[]; exitCode: number }

function describeFailure(error: unknown): Failure {
  if (error instanceof ConfigError) {
    const { message, problems } = error
    return { code: 'bad_environment', message, problems, exitCode: EXIT.environment }
  }
  if (error instanceof Refusal) {
    const { code, message, hint, exitCode } = error
    return { code, message, hint, exitCode }
  }
  if (error instanceof AppError) {
    const exitCode = error.code === 'service_unavailable' ? EXIT.unavailable : EXIT.failed
    return { code: error.code, message: error.message, hint: 'samokoder doctor tells what is wrong.', exitCode }
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), exitCode: EXIT.failed }
}

/** Rows as columns that line up; the first row is the head. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
