import type { Config } from '../config.ts'
import { redactorOf } from './config-secrets.ts'
import { exporterOf } from './exporter.ts'
import { toPrintable } from './printable.ts'
import { createRedactor } from './redact.ts'
import { formatText } from './text-log.ts'

export type LogLevel = Config['LOG_LEVEL']
export type LogFields = Record<string, unknown>
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void

const ORDER: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/**
 * One line per event on standard output: JSON, or a readable form when the configuration wants it or `onTerminal` says
 * that somebody reads along. Where the configuration wants it, a collector is sent the same. Messages are fixed texts; what varies is in the fields, which lose every secret here.
 * Without a configuration, as when it is not valid, everything from info is logged.
 */
export function createLog(config?: Config, onTerminal = false): Log {
  const least = config?.LOG_LEVEL ?? 'info'
  const format = (config?.LOG_FORMAT ?? (onTerminal ? 'text' : 'json')) === 'text' ? formatText : JSON.stringify
  const redact = config === undefined ? createRedactor([]) : redactorOf(config)
  const addLine = config && exporterOf(config).addLine
  return (level, message, fields = {}) => {
    if (ORDER[level] < ORDER[least]) return
    const line = { time: new Date().toISOString(), level, message, ...redact(fields) }
    // oxlint-disable-next-line no-console -- the one place that writes to standard output
    console.log(toPrintable(format(line)))
    addLine?.(line)
  }
}

/** Errors can be causes of each other. */
const MOST_CAUSES = 5

/** An error as log fields, with its causes; never for a caller's eyes. */
export function describeError(error: unknown, causes = MOST_CAUSES): LogFields {
  if (!(error instanceof Error)) return { error: describeThrown(error) }
  const { cause, stack } = error
  return {
    error: `${error.name}: ${describeMessage(error)}`,
    ...('code' in error ? { error_code: error.code } : {}),
    ...(cause === undefined || causes === 0 ? {} : { cause: describeError(cause, causes - 1) }),
    stack: String(stack)
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 5)
      .map((line) => line.trim()),
  }
}

/** Without what libraries quote, which may be a user's or a model's words. */
function describeMessage(error: Error): string {
  // A library may have put anything there.
  const { message: said }: { message: unknown } = error
  const message = String(said)
  // JSON.parse quotes what it could not read.
  if (error instanceof SyntaxError) return withoutQuotes(message)
  // The client of Redis repeats the command that failed, or the answer that it could not read.
  if (error.name.startsWith('Upstash')) return message.replace(/(?:, command was:|response body:)[^]*/i, '')
  return message
}

/**
 * An answer of the data API has a code. Its details, with the values of a row, stay out, as do values that it could not
 * read, and whatever something in front of it answers. Without an answer, the message is that of fetch.
 */
function describeThrown(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown)
  const { code, message } = thrown as { code?: unknown; message?: unknown }
  const said = typeof message === 'string' && message.length <= LONGEST_MESSAGE ? message : ''
  if (typeof code !== 'string' || !/^\w{1,32}$/.test(code))
    return FETCH_FAILURE.test(said) ? said : 'not an answer of the data API'
  return [code, code.startsWith('22') ? withoutQuotes(said) : said].filter((part) => part !== '').join(': ')
}

const FETCH_FAILURE = /^\w*Error: [^"<>{}\r\n]+$/
/** PostgreSQL is brief: what is longer repeats something. */
const LONGEST_MESSAGE = 300

function withoutQuotes(message: string): string {
  return message.replace(/"[^]*"/, '"…"')
}
