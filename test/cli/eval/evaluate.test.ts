import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServices } from '../../../local/services.ts'
import { startWebProcess } from '../../../local/web-process.ts'
import type { Results } from '../../../src/cli/eval/results.ts'
import { samokoder } from '../../support/cli.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
let services: Awaited<ReturnType<typeof startServices>>

beforeAll(async () => {
  folder = await makeTemporaryFolder()
  services = await startServices({ dataDir: folder, database: 'in memory' }, {})
})
afterAll(() => services.close())

const evaluate = (...parameters: string[]) => samokoder(services.environment, 'eval', ...parameters)

describe('samokoder eval', () => {
  /** What the offline model can do, and one thing that it cannot. */
  const ONLY = ['--only', 'app-todo', 'app-ru-expenses', 'edit-colour', 'edit-title-5', 'repair-style']

  it('runs prompts with the model of the environment through the real pipelines, and judges each result', async () => {
    const file = join(folder, 'now.json')
    const { code, json } = await evaluate(...ONLY, '--parallel', '3', '--save', file, '--json')
    const { cases, sum, model, target } = json as Results
    const outcomes = Object.fromEntries(cases.map(({ name, is_clean, faults }) => [name, is_clean || faults]))
    expect(outcomes).toMatchObject({
      'app-todo': true,
      'app-ru-expenses': true,
      'edit-colour-9': true,
      'edit-title-5': true,
      'repair-style-link': [expect.stringContaining('the run ended as failed'), expect.stringContaining('index.html')],
    })
    expect(code).toBe(0)
    expect([model, target]).toEqual([services.environment['AI_MODELS'], 'this process'])
    expect(sum).toMatchObject({ cases: 5, clean: 4 })
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
      environment: { ...services.environment, FUNCTIONS: '' },
    })
    try {
      const file = join(folder, 'earlier.json')
      expect((await evaluate('--only', 'edit-title-5', '--save', file)).code).toBe(0)
      const earlier = JSON.parse(await readFile(file, 'utf8')) as Results
      const [one] = earlier.cases
      const other = { ...one, name: 'repair-style-link', is_clean: true, faults: [] }
      await writeFile(file, JSON.stringify({ ...earlier, cases: [{ ...one, is_clean: false }, other] }))
      const asked = ['--only', 'edit-title-5', 'edit-colour', 'repair-style', '--save', join(folder, 'later.json')]
      const { code, stdout } = await evaluate('--url', web.url, ...asked, '--compare', file)
      expect(code).toBe(1)
      expect(stdout).toContain(`at ${web.url}: 67 % clean`)
      expect(stdout).toMatch(/clean +1 of 2, 50 % +1 of 2, 50 %\n/)
      expect(stdout).toMatch(
        /clean no more: repair-style-link\nclean now: edit-title-5\nnot in the earlier result: edit-colour-9/,
      )
      const later = JSON.parse(await readFile(join(folder, 'later.json'), 'utf8')) as Results
      expect([later.target, later.cases.length]).toEqual([web.url, 3])
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

describe('npm run eval', () => {
  it('asks the model of a provider with a key of its own, and not the offline one', async () => {
    const env = {
      PATH: process.env['PATH'],
      GROQ_API_KEY: 'k',
      AI_PROVIDERS: 'groq=http://127.0.0.1:9/v1',
      AI_MODELS: 'groq/x',
      AI_MAX_RETRIES: '0',
      RUN_WAIT_MAX_SECONDS: '0',
    }
    const parameters = ['local/eval.ts', '--only', 'app-todo', '--json']
    const { stdout } = await promisify(execFile)(process.execPath, parameters, { env })
    expect(JSON.parse(stdout)).toMatchObject({ model: 'groq/x', sum: { cases: 1, clean: 0 } })
  })
})
