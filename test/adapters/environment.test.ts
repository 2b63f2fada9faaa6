import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'

const BAD = {
  PORT: 'hunter2',
  FUNCTIONS: 'hunter2',
  AI_API_KEY: 'hunter 2',
  SUPABASE_URL: 'https://me:hunter2@host',
  METRICS_TOKEN: 'hunter2',
}
const MISSING = ['SUPABASE_SECRET_KEY', 'UPSTASH_REDIS_REST_URL', 'AI_MODELS']

afterEach(() => void vi.restoreAllMocks())

function expectProblems(output: string): void {
  for (const name of [...Object.keys(BAD), ...MISSING]) expect(output).toContain(`${name} `)
  expect(output).not.toContain('hunter')
}

describe('a bad environment', () => {
  it.each([['node.js'], ['worker.js'], ['cli.js', 'config', '--json']])(
    'ends %s with code 78, and is told whole and without a value',
    async (entry, ...parameters) => {
      const [code, output] = await new Promise<[unknown, string]>((done) => {
        execFile(process.execPath, [resolve('dist', entry), ...parameters], { env: BAD }, (error, stdout, stderr) => {
          expect(stderr).toBe('')
          done([error?.code, stdout])
        })
      })
      expect(code).toBe(78)
      expect(() => void JSON.parse(output)).not.toThrow()
      expectProblems(output)
    },
  )

  it('is told in the same line where there is no process to end', async () => {
    const lines: string[] = []
    vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
    const entry = (await import(pathToFileURL(resolve('dist/workers.js')).href)) as {
      default: { fetch: (request: Request, env: object, context: object) => Promise<Response> }
    }
    expect(() => entry.default.fetch(new Request('http://localhost/health'), BAD, {})).toThrow(
      /environment is not valid/,
    )
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', message: 'the environment is not valid' })
    expectProblems(lines[0] ?? '')
  })
})
