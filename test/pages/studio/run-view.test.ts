import { describe, expect, it } from 'vitest'
import { createRunReader } from '../../../src/pages/studio/run/run-view.ts'

type Told = [id: string, type: string, data: object]

function read(events: Told[]) {
  const reader = createRunReader()
  for (const [id, type, data] of events) reader.take({ id, type, data })
  return reader.view()
}

const BEGINNING: Told[] = [
  ['1-0', 'run.created', { kind: 'generate', model: 'm', base_version: 0 }],
  ['2-0', 'run.started', { epoch: 1 }],
  ['3-0', 'plan.ready', { title: 'List', summary: 'A list.', files: [{ path: 'a.js', purpose: 'code' }] }],
  ['3-1', 'file.started', { path: 'a.js' }],
  ['3-2', 'file.delta', { path: 'a.js', text: 'let a' }],
]

describe('what a run looks like', () => {
  it('is its plan, with the file that grows', () => {
    const view = read([...BEGINNING, ['3-3', 'file.delta', { path: 'a.js', text: ' = 1' }]])
    expect(view.plan?.title).toBe('List')
    expect(view.current).toBe('a.js')
    expect(view.files.get('a.js')).toMatchObject({ state: 'writing', text: 'let a = 1', purpose: 'code', sizeBytes: 9 })
  })

  it('has another object of a file after each change, as only that is drawn again', () => {
    const reader = createRunReader()
    const seen = BEGINNING.map(([id, type, data]) => {
      reader.take({ id, type, data })
      return reader.view().files.get('a.js')
    })
    expect(seen.map((file) => file?.state)).toEqual([undefined, undefined, 'planned', 'writing', 'writing'])
    expect(new Set(seen).size).toBe(4)
  })

  it('forgets facts that are withdrawn, and what came of them', () => {
    const view = read([
      ...BEGINNING,
      ['4-0', 'file.completed', { path: 'a.js', hash: 'h', size_bytes: 9 }],
      ['5-0', 'file.completed', { path: 'b.js', hash: 'h', size_bytes: 9 }],
      ['6-0', 'facts.withdrawn', { step: 'write', attempt: 1, first_seq: 5, last_seq: 5 }],
    ])
    expect([...view.files].map(([path, { state }]) => [path, state])).toEqual([['a.js', 'done']])
  })

  it('knows its end, and what is asked until it is answered', () => {
    const asked: Told[] = [...BEGINNING, ['4-0', 'run.awaiting_input', { kind: 'plan', question: 'Good?' }]]
    expect(read(asked).awaiting?.kind).toBe('plan')
    const view = read([
      ...asked,
      ['5-0', 'input.received', { approve: true }],
      ['6-0', 'version.committed', { version: 1, file_count: 1, size_bytes: 9 }],
      ['7-0', 'run.succeeded', { status: 'succeeded', version: 1, usage: { prompt_tokens: 1 } }],
    ])
    expect([view.awaiting, view.end?.status, view.committed?.version, view.usage]).toEqual([
      undefined,
      'succeeded',
      1,
      { prompt_tokens: 1 },
    ])
  })

  it('is not disturbed by events of a newer release', () => {
    expect(read([...BEGINNING, ['4-0', 'moon.risen', { phase: 'full' }]]).plan?.title).toBe('List')
  })
})
