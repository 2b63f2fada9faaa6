import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServices } from '../../../local/services.ts'
import { startWebProcess } from '../../../local/web-process.ts'
import type { Comparison } from '../../../src/cli/eval/compare.ts'
import type { Results } from '../../../src/cli/eval/results.ts'
import { samokoder } from '../../support/cli.ts'

let folder: string
let services: Awaited<ReturnType<typeof startServices>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samokoder-test-'))
  services = await startServices({ dataDir: folder, database: 'in memory' }, {})
})
afterAll(async () => {
  await services.close()
  await rm(folder, { recursive: true, force: true })
})

const evaluate = (...parameters: string[]) => samokoder(services.environment, 'eval', ...parameters)

describe('samokoder eval', () => {
  /** What the offline model can do, and one thing that it cannot. */
  const ONLY = [
    '--only',
    'app-todo',
    'app-snake',
    'app-ru-expenses',
    'edit-colour',
    'edit-dark',
    'edit-title-5',
    'repair-style',
  ]

  it('runs prompts with the model of the environment through the real pipelines, and judges each result', async () => {
    const file = join(folder, 'now.json')
    const { code, json } = await evaluate(...ONLY, '--parallel', '3', '--save', file, '--json')
    const { cases, sum, model, target } = json as Results
    const outcomes = Object.fromEntries(cases.map(({ name, is_clean, faults }) => [name, is_clean || faults]))
    expect(outcomes).toMatchObject({
      'app-todo': true,
      'app-snake': true,
      'app-ru-expenses': true,
      'edit-colour-9': true,
      'edit-dark-40': true,
      'edit-title-5': true,
      'repair-style-link': [expect.stringContaining('the run ended as failed'), expect.stringContaining('index.html')],
    })
    expect(code).toBe(0)
    expect([model, target]).toEqual([services.environment['AI_MODELS'], 'this process'])
    expect(sum).toMatchObject({ cases: 7, clean: 6 })
    expect(sum.prompt_tokens).toBeGreaterThan(1000)
    expect(cases.every(({ calls, is_clean }) => !is_clean || calls > 0)).toBe(true)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(json)
  })

  it('asks a deployment by its URL, tells what differs from an earlier result, and fails for what was clean', async () => {
    const web = await startWebProcess({
      runtime: 'node',
      port: 0,
      folder,
      onLine: () => undefined,
      environment: {
        ...services.environment,
        FUNCTIONS: '',
      },
    })
    try {
      const file = join(folder, 'earlier.json')
      expect((await evaluate('--only', 'edit-title-5', '--save', file)).code).toBe(0)
      const earlier = JSON.parse(await readFile(file, 'utf8')) as Results
      const [one] = earlier.cases
      const other = { ...one, name: 'repair-style-link', is_clean: true, faults: [] }
      await writeFile(file, JSON.stringify({ ...earlier, cases: [{ ...one, is_clean: false }, other] }))
      const asked = ['--url', web.url, '--only', 'edit-title', 'repair-style', '--compare', file]
      const { code, json } = await evaluate(...asked, '--json')
      const { comparison, target } = json as Results & { comparison: Comparison }
      expect(code).toBe(1)
      expect(target).toBe(web.url)
      expect(comparison).toMatchObject({
        won: ['edit-title-5'],
        lost: ['repair-style-link'],
        unknown: ['edit-title-200'],
      })
      expect((await evaluate(...asked)).stdout).toMatch(/clean no more: repair-style-link\n.*clean now: edit-title-5/)
    } finally {
      await web.stop()
    }
  })

  it('shows its prompts, and refuses what it cannot do', async () => {
    const { stdout } = await evaluate('--list', '--only', 'repair')
    expect(stdout.split('\n').length).toBeGreaterThan(10)
    expect((await evaluate('--only', 'no-such', '--json')).json).toMatchObject({ error: { code: 'no_case' } })
    await writeFile(join(folder, 'bad.json'), '{}')
    expect((await evaluate('--compare', join(folder, 'bad.json'), '--json')).json).toMatchObject({
      error: { code: 'bad_result' },
    })
    const away = await evaluate('--url', 'http://127.0.0.1:9', '--only', 'app-todo', '--json')
    expect([away.code, away.json]).toMatchObject([69, { error: { code: 'unreachable' } }])
  })
})
