// What the commands of the CLI have in common: how they end, and in which form they tell it.
import { CommanderError, type Command } from 'commander'
import { nodeNetwork } from '../adapters/node-network.ts'
import { ConfigError, parseConfig, SECRET_VARIABLES, type Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { attachNetwork } from '../services/network.ts'
import { describeError } from '../telemetry/log.ts'
import { toPrintable } from '../telemetry/printable.ts'
import { createTextRedactor, secretPartsOf } from '../telemetry/redact.ts'

export const EXIT = { done: 0, failed: 1, usage: 2, unavailable: 69, environment: 78 } as const

const EXIT_CODES = `
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

/** Gets what commander hands over: the arguments of the command, then its options. Undefined: all was shown already. */
type Work<A extends unknown[]> = (...given: A) => Promise<Result | undefined>

/** Gives a command its --json, its exit code and its errors. */
export function perform<A extends unknown[]>(command: Command, work: Work<A>): Command {
  return command
    .option('--json', 'print one JSON document, and nothing else, on standard output')
    .addHelpText('after', EXIT_CODES)
    .action(async (...args: unknown[]) => {
      const asJson = command.opts<{ json?: boolean }>().json === true
      try {
        const result = await work(...(args as A))
        if (result !== undefined) showResult(result, asJson)
        process.exitCode = result?.ok === false ? EXIT.failed : EXIT.done
      } catch (error) {
        process.exitCode = reportFailure(error, asJson)
      }
    })
}

/** The whole configuration, as every process of the app reads it. @throws {ConfigError} */
export function readConfig(): Config {
  const config = parseConfig(process.env)
  // Commands drive runs, too.
  attachNetwork(config, nodeNetwork)
  return config
}

/** What a long command is at: on standard error, where somebody may read along. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(formatLines([text]))
}

/** Tells of an error in the form that was asked for, and gives back the exit code for it. */
export function reportFailure(error: unknown, asJson: boolean): number {
  const { exitCode, ...failure } = describeFailure(error)
  if (asJson) {
    process.stdout.write(formatJson({ error: failure }))
  } else if (!(error instanceof CommanderError)) {
    process.stderr.write(formatLines([...failure.message.split('\n'), ...failure.hint.split('\n')]))
  }
  return exitCode
}

/** Aborts when this process is asked to end, which then is up to its command. */
export function untilAskedToEnd(): AbortSignal {
  const end = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort())
  return end.signal
}

/** For commands that go on after a result; of one that is given back, perform takes care. */
export function showResult({ data, lines }: Result, asJson: boolean): void {
  process.stdout.write(asJson ? formatJson(data) : formatLines(lines))
}

function formatJson(document: unknown): string {
  return `${toPrintable(JSON.stringify(document))}\n`
}

/** Values in it may come from anywhere; none shall move the cursor of whoever reads them. */
function formatLines(lines: string[]): string {
  return lines.map((line) => `${toPrintable(line)}\n`).join('')
}

/** What an error of a library says, in a line. */
export function messageOf(error: unknown): string {
  return withoutSecrets(String(describeError(error)['error']))
}

/** Errors of libraries repeat addresses and headers. */
function withoutSecrets(text: string): string {
  return createTextRedactor(SECRET_VARIABLES.flatMap((name) => secretPartsOf(process.env[name] ?? '')))(text)
}

type Failure = { code: string; message: string; hint: string; problems?: readonly string[]; exitCode: number }

/** The hint where nothing closer is known. */
export const SEE_DOCTOR = 'samokoder doctor tells what is wrong.'

function describeFailure(error: unknown): Failure {
  if (error instanceof ConfigError) {
    const { message, problems } = error
    const hint = 'Correct these variables; .dev.vars.example tells what each is for.'
    return { code: 'bad_environment', message, hint, problems, exitCode: EXIT.environment }
  }
  if (error instanceof Refusal) {
    const { code, message, hint, exitCode } = error
    return { code, message, hint, exitCode }
  }
  if (error instanceof AppError) {
    const exitCode = error.code === 'service_unavailable' ? EXIT.unavailable : EXIT.failed
    // There is no log of a command, in which the cause would stand.
    const message = error.code === 'internal' ? `A service failed: ${messageOf(error.cause)}` : error.message
    return { code: error.code, message, hint: SEE_DOCTOR, exitCode }
  }
  if (error instanceof CommanderError) {
    const message = error.code === 'commander.help' ? 'A command is missing.' : error.message.replace(/^error: /, '')
    return { code: 'bad_usage', message, hint: 'samokoder --help tells how.', exitCode: EXIT.usage }
  }
  return { code: 'internal', message: messageOf(error), hint: SEE_DOCTOR, exitCode: EXIT.failed }
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
