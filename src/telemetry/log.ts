import { SECRET_VARIABLES, type Config } from '../config.ts'
import { createRedactor } from './redact.ts'
import { formatText } from './text-log.ts'

export type LogLevel = Config['LOG_LEVEL']
export type LogFields = Record<string, unknown>
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void

const ORDER: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/**
 * One line per event on standard output: JSON, or a readable form when the configuration wants it or `onTerminal` says
 * that somebody reads along. Messages are fixed texts; what varies is in the fields, which lose every secret here.
 * Without a configuration, as when it is not valid, everything from info is logged.
 */
export function createLog(config?: Config, onTerminal = false): Log {
  const least = config?.LOG_LEVEL ?? 'info'
  const format = (config?.LOG_FORMAT ?? (onTerminal ? 'text' : 'json')) === 'text' ? formatText : JSON.stringify
  const redact = createRedactor(config === undefined ? [] : secretsOf(config))
  return (level, message, fields = {}) => {
    if (ORDER[level] < ORDER[least]) return
    // oxlint-disable-next-line no-console -- the one place that writes to standard output
    console.log(format({ time: new Date().toISOString(), level, message, ...redact(fields) }))
  }
}

function secretsOf(config: Config): string[] {
  return (
    SECRET_VARIABLES.map((name) => config[name])
      .flatMap((value) => (Array.isArray(value) ? value : [value]))
      .filter((value) => typeof value === 'string')
      // Of a header's name and value, the value is the secret.
      .flatMap((value) => [value, value.slice(value.indexOf('=') + 1)])
  )
}

/** An error as log fields, with its causes; never for a caller's eyes. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: describeThrown(error) }
  return {
    error: `${error.name}: ${describeMessage(error)}`,
    ...('code' in error ? { error_code: error.code } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
    stack: error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 5)
      .map((line) => line.trim()),
  }
}

/** JSON.parse quotes what it could not read, which may be a user's or a model's words. */
function describeMessage(error: Error): string {
  return error instanceof SyntaxError ? error.message.replace(/"[^]*"/, '"…"') : error.message
}

/** An answer of the data API has details with the values of a row, which stay out. */
function describeThrown(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown)
  const { code, message } = thrown as { code?: unknown; message?: unknown }
  return [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ') || 'unknown'
}
