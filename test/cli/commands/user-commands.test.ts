// The command line as a user of a deployment has it, from a sign-up to a pushed change.
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServices } from '../../../local/services.ts'
import { startWebProcess, type WebProcess } from '../../../local/web-process.ts'
import { samokoderTold, type Told } from '../../support/cli.ts'
import { startScriptedModel, type ScriptedModel } from '../../support/scripted-model.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

const PLAN = '<plan title="A shop">\nTwo files.\n- index.html: it\n- app.js: what it does\n</plan>\n'
const PAGE = '<file path="index.html">\n<!doctype html><title>Shop</title><script src="app.js"></script>\n</file>\n'
const SCRIPT = '<file path="app.js">\nconsole.log(1)\n</file>\n'
const CHANGED = 'Changed.\n<file path="app.js">\nconsole.log(2)\n</file>\n'

let services: Awaited<ReturnType<typeof startServices>>
let model: ScriptedModel
let web: WebProcess
let home: string
let folder: string

beforeAll(async () => {
  services = await startServices({ dataDir: await makeTemporaryFolder(), database: 'in memory' }, {})
  model = await startScriptedModel()
  const environment = { ...services.environment, ...model.environment }
  const onLine = () => undefined
  web = await startWebProcess({ runtime: 'node', environment, port: 0, folder: await makeTemporaryFolder(), onLine })
  home = await makeTemporaryFolder()
  folder = join(home, 'shop')
})
afterAll(async () => {
  await web.stop()
  await services.close()
  await model.close()
})

const samokoder = (cwd: string, input: string, ...parameters: string[]): Promise<Told> =>
  samokoderTold(
    cwd,
    { PATH: process.env['PATH'] ?? '', HOME: home, XDG_CONFIG_HOME: join(home, 'config') },
    input,
    ...parameters,
  )
const inFolder = (...parameters: string[]) => samokoder(folder, '', ...parameters)
const read = (path: string) => readFile(join(folder, path), 'utf8')

describe('the commands of users', () => {
  it('say how to begin while nobody is signed in', async () => {
    const told = await samokoder(home, '', 'build', 'a shop')
    expect(told).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^You are not signed in\.\nRun samokoder login/),
    })
  })

  it('sign up with a password that is read from standard input, and keep the session for nobody else', async () => {
    const told = await samokoder(
      home,
      'correct horse\n',
      'login',
      '--url',
      web.url,
      '--email',
      'me@example.com',
      '--register',
    )
    expect(told, told.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(`signed in at ${web.url}`) })
    const file = join(home, 'config', 'samokoder', 'login.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).not.toContain('correct horse')
  })

  it('build a project into a folder, and show the work as it goes on', async () => {
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? PLAN : PAGE + SCRIPT)
      reply.end()
    })
    const told = await samokoder(home, '', 'build', 'a shop', '--out', 'shop')
    expect(told.code, told.stderr).toBe(0)
    expect(told.stderr).toContain('Plan: A shop')
    expect((await readdir(folder)).toSorted()).toEqual(['.samokoder.json', 'app.js', 'index.html'])
    expect(await read('app.js')).toBe('console.log(1)\n')
    expect(await samokoder(home, '', 'build', 'a shop', '--out', 'shop')).toMatchObject({ code: 2 })
  })

  it('push what was changed here as one version, and nothing when nothing was', async () => {
    await writeFile(join(folder, 'new.txt'), 'mine\n')
    await rm(join(folder, 'index.html'))
    const told = await inFolder('push', '-m', 'By hand', '--json')
    expect(told.json, told.stderr).toMatchObject({ version: 2, written: ['new.txt'], deleted: ['index.html'] })
    expect((await inFolder('push', '--json')).json).toMatchObject({ version: 2, written: [], deleted: [] })
  })

  it('go on by chat, and bring the folder up to what that changed', async () => {
    model.script((reply) => {
      reply.text(CHANGED)
      reply.end()
    })
    const told = await inFolder('chat', 'count to two')
    expect(told.code, told.stderr).toBe(0)
    expect(told.stdout).toContain('changed app.js')
    expect(await read('app.js')).toBe('console.log(2)\n')
  })

  it('never overwrite what both sides have changed, unless they are told to', async () => {
    const other = join(home, 'other')
    const { project } = JSON.parse(await read('.samokoder.json')) as { project: string }
    expect((await samokoder(home, '', 'pull', project, '--out', 'other')).code).toBe(0)
    await writeFile(join(other, 'app.js'), 'theirs\n')
    await samokoder(other, '', 'push')
    await writeFile(join(folder, 'app.js'), 'ours\n')
    expect(await inFolder('push')).toMatchObject({ code: 1, stderr: expect.stringContaining('Run samokoder pull') })
    expect(await inFolder('pull')).toMatchObject({ code: 1, stderr: expect.stringContaining('app.js') })
    expect(await read('app.js')).toBe('ours\n')
    expect((await inFolder('pull', '--force')).code).toBe(0)
    expect(await read('app.js')).toBe('theirs\n')
  })

  it('list runs, and make, list and revoke keys', async () => {
    const runs = (await inFolder('runs', '--json')).json as { status: string; prompt: string }[]
    expect(runs.map(({ prompt, status }) => [prompt, status])).toEqual([
      ['count to two', 'succeeded'],
      ['a shop', 'succeeded'],
    ])
    const made = (await inFolder('keys', 'create', 'robot', '--scopes', 'projects:read', '--json')).json as {
      id: string
      key: string
    }
    const withKey = { PATH: '', SAMOKODER_URL: web.url, SAMOKODER_KEY: made.key, HOME: '/nowhere' }
    expect((await samokoderTold(folder, withKey, '', 'runs', '--json')).json).toHaveLength(2)
    expect((await inFolder('keys', 'list')).stdout).toContain('robot')
    await inFolder('keys', 'revoke', made.id)
    await expect
      .poll(async () => (await samokoderTold(folder, withKey, '', 'runs')).code, { timeout: 20_000, interval: 200 })
      .toBe(1)
  })

  it('complete in each shell, and forget the session', async () => {
    for (const shell of ['bash', 'zsh', 'fish'] as const) {
      const { stdout } = await samokoder(home, '', 'completion', shell)
      for (const word of ['login', 'build', 'rotate', '--out'])
        expect(stdout).toContain(shell === 'fish' ? word.replace('--', '-l ') : word)
    }
    expect((await inFolder('logout')).code).toBe(0)
    expect((await inFolder('runs')).code).toBe(1)
  })

  it.skipIf(process.platform === 'win32')('complete commands and their options in bash', async () => {
    const { stdout } = await samokoder(home, '', 'completion', 'bash')
    const { execFileSync } = await import('node:child_process')
    const complete = (...words: string[]) =>
      execFileSync(
        'bash',
        [
          '-c',
          `${stdout}\nCOMP_WORDS=(samokoder ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _samokoder; echo "\${COMPREPLY[*]}"`,
        ],
        { encoding: 'utf8' },
      ).trim()
    expect(complete('bui')).toBe('build')
    expect(complete('keys', 'r')).toBe('revoke rotate')
    expect(complete('build', '--pl')).toBe('--plan')
  })
})
