import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { formatLine } from '../../local/log-printer.ts'

const entry = (message: string, fields: Record<string, unknown> = {}, level = 'info') =>
  JSON.stringify({ time: '2026-01-02T03:04:05.678Z', level, message, ...fields })
const brief = (line: string) => {
  const text = formatLine(line, 'brief')
  return text === undefined ? undefined : stripVTControlCharacters(text).replace(/^\d\d:\d\d:\d\d /, '')
}

describe('the log on a terminal', () => {
  it('has a short line for a request, and none of the ids', () => {
    const fields = {
      method: 'GET',
      route: '/api/projects',
      status: 200,
      duration_ms: 12,
      request_id: 'r',
      span_id: 's',
    }
    expect(brief(entry('request', fields))).toBe('200 GET /api/projects 12 ms')
    const refused = { ...fields, status: 404, error_code: 'not_found' }
    expect(brief(entry('request', refused))).toBe('404 GET /api/projects 12 ms error_code=not_found')
  })

  it('leaves out what the screen at the start says', () => {
    const said = ['listening', 'working', 'stopping', 'stopped']
    expect(said.map((message) => brief(entry(message)))).toEqual(said.map(() => undefined))
  })

  it('shows all of an error, in colour, and what is no entry as it is', () => {
    const line = entry('request failed', { request_id: 'r', error: 'Error: no' }, 'error')
    expect(brief(line)).toBe('request failed request_id=r error="Error: no"')
    expect(formatLine(line, 'brief')).toContain('\u001b[31mrequest failed')
    expect(formatLine('what wrangler says', 'brief')).toBe('what wrangler says')
  })

  it('moves no cursor by what is logged', () => {
    const shown = formatLine(entry('x\u001b[2J', { a: '\u009b2J', b: '\u001b[2J' }), 'brief')
    for (const control of ['\u001b[2J', '\u009b']) expect(shown).not.toContain(control)
  })
})

describe('the log elsewhere', () => {
  it('is JSON as it comes, or text, from the level on that is wanted', () => {
    const line = entry('run claimed', { epoch: 1 })
    expect(formatLine(line, 'json')).toBe(line)
    expect(formatLine(line, 'text')).toBe('03:04:05.678 INFO  run claimed epoch=1')
    expect(formatLine(line, 'json', 'warn')).toBeUndefined()
    expect(formatLine(entry('x', {}, 'error'), 'json', 'warn')).toBeDefined()
  })
})
