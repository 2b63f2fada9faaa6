/** A log entry as one line to read: time of day, level, message, then what else there is as name=value. */
export function formatText(entry: Record<string, unknown>): string {
  const { time, level, message, ...fields } = entry
  const head = `${String(time).slice(11, 23)} ${String(level).toUpperCase().padEnd(5)} ${String(message)}`
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
  return [head, ...pairs].join(' ')
}

function formatValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[^\s\p{Cc}"=\\]+$/u.test(text) ? text : JSON.stringify(text)
}
