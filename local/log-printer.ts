// The log of the processes of one machine, as whoever sits at the terminal wants it: a short line each, in colour.
import { toPrintable } from '../src/telemetry/printable.ts'
import { formatText } from '../src/telemetry/text-log.ts'
import { createPaint, type Style } from '../src/cli/live/paint.ts'

type Entry = Record<string, unknown> & { time: string; level: string; message: string }
/** `brief` is for a terminal: in colour, and without what need not be said on one machine. */
export type LineForm = 'json' | 'text' | 'brief'

/** What the screen at the start has told, or whoever ends it knows. */
const TOLD = /^(?:listening|working|stopping|stopped|\/metrics and \/factors answer to this machine only)/
/** What tells apart where there is much of it: on one machine, entries follow each other. */
const LEFT_OUT = /^(?:request_id|trace_id|span_id|parent_span_id|caller_id|client_address)$/
/** The brief form is that of terminals. */
const paint = createPaint(true)
const LEVELS: Record<string, Style> = { debug: 'dim', warn: 'yellow', error: 'red' }

const ORDER = ['debug', 'info', 'warn', 'error']

/** An entry in JSON in the form that is wanted; undefined for what is not. What is no entry stays as it is. */
export function formatLine(line: string, form: LineForm, leastLevel = 'debug'): string | undefined {
  const entry = parseEntry(line)
  if (entry === undefined) return line
  if (ORDER.indexOf(entry.level) < ORDER.indexOf(leastLevel)) return undefined
  if (form === 'brief') return formatBriefly(entry)
  return form === 'json' ? line : toPrintable(formatText(entry))
}

function formatBriefly({ time, level, message, ...fields }: Entry): string | undefined {
  if (TOLD.test(message)) return undefined
  const clock = paint('dim', new Date(time).toTimeString().slice(0, 8))
  if (message === 'request') return `${clock} ${formatRequest(fields)}`
  const kept = level === 'error' ? fields : leaveOut(fields)
  return [clock, paint(LEVELS[level] ?? 'reset', toPrintable(message)), ...formatFields(kept)].join(' ')
}

function formatRequest({ method, route, status, duration_ms, ...rest }: Record<string, unknown>): string {
  const code = Number(status)
  const colour = code >= 500 ? 'red' : code >= 400 ? 'yellow' : 'green'
  const what = toPrintable(`${String(method)} ${String(route)}`)
  const parts = [paint(colour, String(code)), what, paint('dim', `${Number(duration_ms)} ms`)]
  return [...parts, ...formatFields(leaveOut(rest))].join(' ')
}

function leaveOut(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !LEFT_OUT.test(name)))
}

function formatFields(fields: Record<string, unknown>): string[] {
  const text = toPrintable(formatText({ time: '', level: '', message: '', ...fields }).trim())
  return text === '' ? [] : [paint('dim', text)]
}

function parseEntry(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<Entry> | null
    const isEntry = [entry?.time, entry?.level, entry?.message].every((text) => typeof text === 'string')
    return isEntry ? (entry as Entry) : undefined
  } catch {
    return undefined
  }
}
