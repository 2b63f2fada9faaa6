import { PostgrestClient } from '@supabase/postgrest-js'
import { describe, expect, it } from 'vitest'
import { callWithBlobs } from '../../src/services/call-with-blobs.ts'
import type { Blob, Database } from '../../src/services/database-types.ts'
import { charsOf, writeJson } from '../../src/services/write-json.ts'
import { createWork } from '../../src/work.ts'

const LONG = '"\\\n\u0001ж😀'.repeat(50_000)

async function written(value: unknown): Promise<string> {
  return (await writeJson(value, createWork())).text()
}

describe('JSON that is written in slices', () => {
  it.each([
    [null],
    [0],
    ['a'],
    [[]],
    [{}],
    [[[], {}, [1, [true, null]]]],
    [{ a: 1, 'b"': { c: [] }, d: undefined, e: 'ж' }],
    [LONG],
    [[LONG, { [LONG]: LONG.slice(1) }]],
    [{ last: undefined }],
  ])('means what JSON.stringify writes: case %#', async (value) => {
    expect(JSON.parse(await written(value))).toEqual(JSON.parse(JSON.stringify(value)))
  })

  it('has what cannot be written as nothing where it has a place, as JSON.stringify does', async () => {
    expect(await written([undefined, Number.NaN])).toBe('[null,null]')
  })

  it('keeps a character whole wherever the text is cut', async () => {
    for (let before = 0; before < 2; before += 1) {
      const text = `${'a'.repeat(before)}${'😀'.repeat(100_000)}`
      expect(JSON.parse(await written([text]))).toEqual([text])
    }
  })

  it('lets others have their turn', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    await writeJson(
      Array.from({ length: 20 }, () => LONG),
      createWork(),
    )
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })
})

describe('the length of a value as JSON', () => {
  it('is about what JSON.stringify makes of plain text', () => {
    const value = { messages: Array.from({ length: 50 }, () => ({ role: 'user', content: 'a'.repeat(1000) })), n: 1 }
    const { length } = JSON.stringify(value)
    expect(charsOf(value, Infinity) / length).toBeCloseTo(1, 1)
  })

  it('is counted no further than asked', () => {
    expect(
      charsOf(
        Array.from({ length: 500_000 }, () => 'a'),
        100,
      ),
    ).toBeLessThan(200)
  })
})

describe('a call that stores files', () => {
  it.each([
    ['short', ['a', 'b']],
    ['long', [LONG, LONG.slice(1), 'ж']],
  ])('sends all its arguments, once, where the files are %s', async (_, contents) => {
    const sent: unknown[] = []
    const database = new PostgrestClient<Database>('http://data', {
      headers: { apikey: 'key' },
      schema: 'public',
      fetch: async (_input, init) => {
        expect(new Headers(init?.headers).get('apikey')).toBe('key')
        expect(new Headers(init?.headers).get('Content-Type')).toBe('application/json')
        sent.push(await new Response(init?.body).json())
        return Response.json({ number: 2 })
      },
    })
    const blobs = contents.map((content): Blob => ({ hash: 'h', size_bytes: 1, encoding: 'utf8', content }))
    const args = { p_project: 'p', p_expected_head: 1, p_manifest: {}, p_blobs: blobs, p_summary: 'ж' }
    const answer = await callWithBlobs(database, 'commit_version', { ...args, p_origin: 'write' })
    expect(answer.data).toEqual({ number: 2 })
    expect(sent).toEqual([{ ...args, p_origin: 'write' }])
  })
})
