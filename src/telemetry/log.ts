import type { Config } from '../config.ts'

export type LogLevel = Config['LOG_LEVEL']
export type LogFields = Record<string, unknown>
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void

const ORDER: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/** One JSON line per event on standard output. */
export function createLog(least: LogLevel): Log {
  return (level, message, fields = {}) => {
    if (ORDER[level] < ORDER[least]) return
    // oxlint-disable-next-line no-console -- the one place that writes to standard output
    console.log(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }))
  }
}

/** An error as log fields, with its causes; never for a caller's eyes. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error === 'string' ? error : JSON.stringify(error) }
  return {
    error: `${error.name}: ${error.message}`,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
    stack: error.stack
      ?.split('\n')
      .slice(1, 6)
      .map((line) => line.trim()),
  }
}
