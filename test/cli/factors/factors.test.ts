import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { concurrency } from '../../../src/cli/factors/checks/concurrency.ts'
import { dependencies } from '../../../src/cli/factors/checks/dependencies.ts'
import { createLauncher, type Launcher } from '../../../src/cli/factors/launcher.ts'
import { describeScorecard, examine } from '../../../src/cli/factors/examine.ts'
import type { Subject } from '../../../src/cli/factors/subject.ts'
import { parseConfig } from '../../../src/config.ts'
import { redisKeys } from '../../../src/services/redis-keys.ts'
import { startServices } from '../../../local/services.ts'
import { fetchChecked } from '../../support/checked-app.ts'
import { samokoder, samokoderIn } from '../../support/cli.ts'

const DEAD = 'http://127.0.0.1:9'
/** What statfs calls a file system in memory. */
const TMPFS = 0x01021994

let folder: string
let services: Awaited<ReturnType<typeof startServices>>
const launchers: Launcher[] = []

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  folder = await mkdtemp(join(tmpdir(), 'samokoder-test-'))
  services = await startServices({ dataDir: join(folder, 'data'), database: 'in memory' }, {})
})
afterAll(async () => {
  await Promise.all(launchers.map((launcher) => launcher.stopAll()))
  await services.close()
  await rm(folder, { recursive: true, force: true })
})

/** A copy of the build with some of its files changed. */
async function copyBuild(name: string, change: Record<string, (text: string) => string> = {}): Promise<string> {
  const dist = join(folder, name)
  await cp('dist', dist, { recursive: true })
  for (const [file, edit] of Object.entries(change)) {
    await writeFile(join(dist, file), edit(await readFile(join(dist, file), 'utf8')))
  }
  return dist
}

function launcherOf(dist: string, overrides: Record<string, string> = {}, timeoutMs?: number): Launcher {
  const launcher = createLauncher(dist, { ...services.environment, ...overrides }, timeoutMs)
  launchers.push(launcher)
  return launcher
}

/** A deployment of two processes of that build. */
async function deploy(dist: string, overrides: Record<string, string> = {}): Promise<Subject & { launcher: Launcher }> {
  const launcher = launcherOf(dist, overrides)
  const both = await Promise.all([launcher.start('node'), launcher.start('node')])
  const config = parseConfig(launcher.environment)
  return { dist, urls: both.map(({ url }) => url), config, launcher }
}

/** What one factor says of a subject. */
async function factorOf(number: number, subject: Subject) {
  const { factors } = await examine(subject, { only: [number] })
  const [factor] = factors
  if (factor === undefined) throw new Error('the factor was not examined')
  const failed = factor.checks.filter(({ result }) => result === 'fail')
  return {
    result: factor.result,
    why: failed.map(({ name, evidence, fix }) => `${name}: ${evidence} (${fix ?? ''})`).join('\n'),
  }
}

/** What the check of the rate limit says of a build whose app begins with this code. */
async function judgeRateLimit(name: string, code: string) {
  const dist = await copyBuild(name, { 'app.js': (text) => code + text })
  const rateLimit = concurrency.find(({ name }) => name === 'the rate limit is one for all processes')
  return rateLimit?.run({ launcher: launcherOf(dist) }, 60_000)
}

const GOOD = { result: 'pass', why: '' }

describe('broken on purpose', () => {
  it('III: a secret in the build, told by its file and never by its value', async () => {
    const secret = `sk-proj-${'a1B2'.repeat(10)}`
    const dist = await copyBuild('secret', { 'app.js': (text) => `${text}\n// ${secret}\n` })
    const { result, why } = await factorOf(3, { dist })
    expect(result).toBe('fail')
    expect(why).toContain('app.js: an AI provider key')
    expect(why).not.toContain(secret)
    const config = parseConfig(services.environment)
    const known = await copyBuild('known', { 'node.js': (text) => `${text}\n// ${config.SUPABASE_SECRET_KEY}\n` })
    expect((await factorOf(3, { dist: known, config })).why).toContain('node.js: the value of SUPABASE_SECRET_KEY')
    expect(await factorOf(3, { dist: 'dist', config })).toEqual(GOOD)
  })

  it('III: a secret in another form, and a file of variables, in whatever file of the build', async () => {
    const config = parseConfig(services.environment)
    const encoded = Buffer.from(`service:${config.SUPABASE_SECRET_KEY}`).toString('base64')
    const dist = await copyBuild('encoded', { 'lambda.js': (text) => `${text}\n// ${encoded}\n` })
    await writeFile(join(dist, '.env.production'), 'PORT=1\n')
    const { why } = await factorOf(3, { dist, config })
    expect(why).toContain('lambda.js: the value of SUPABASE_SECRET_KEY')
    expect(why).toContain('.env.production: variables of an environment')
    expect(why).not.toContain(encoded)
  })

  it('III: a variable that is not in the schema', async () => {
    const reads: string[] = [
      "process.env['EXTRA_ONE']",
      'process.env.EXTRA_TWO',
      '(({ EXTRA_THREE } = process.env) => EXTRA_THREE)',
    ]
    const dist = await copyBuild('extra', { 'worker.js': (text) => `${text}\nconsole.error(${reads.join(', ')})\n` })
    const { result, why } = await factorOf(3, { dist })
    expect(result).toBe('fail')
    expect(why).toContain('EXTRA_ONE in worker.js, EXTRA_TWO in worker.js, EXTRA_THREE in worker.js')
  })

  it('XI: a log that goes elsewhere', async () => {
    const toSyslog =
      "import { createSocket } from 'node:dgram'; const write = console.log; const syslog = createSocket('udp4').unref(); console.log = (line) => line.includes('listening') ? write(line) : syslog.send(line, 9, '127.0.0.1')\n"
    const dist = await copyBuild('syslog', { 'node.js': (text) => toSyslog + text })
    const { result, why } = await factorOf(11, { launcher: launcherOf(dist) })
    expect([result, why]).toEqual(['fail', expect.stringContaining('requests have no line there')])
  })

  it('XI: a log in a file', async () => {
    const toFile =
      "import { appendFileSync } from 'node:fs'; const write = console.log; console.log = (line) => { write(line); appendFileSync('app.log', line) }\n"
    const dist = await copyBuild('file-log', { 'node.js': (text) => toFile + text })
    const broken = await factorOf(11, { launcher: launcherOf(dist) })
    expect(broken.result).toBe('fail')
    expect(broken.why).toContain('nothing is written to disk: it wrote app.log')
    expect(await factorOf(11, { launcher: launcherOf('dist') })).toEqual(GOOD)
  })

  it('XI: a log in a file of some other folder', async () => {
    const file = join(folder, 'elsewhere.log')
    const toFile = `import { appendFileSync } from 'node:fs'; const write = console.log; console.log = (line) => { write(line); appendFileSync(${JSON.stringify(file)}, line) }\n`
    const dist = await copyBuild('other-log', { 'node.js': (text) => toFile + text })
    const { result, why } = await factorOf(11, { launcher: launcherOf(dist) })
    // Only Linux tells what a process has written, and only of what is no memory file system.
    const told = (await readFile('/proc/self/io', 'utf8').catch(() => '')).includes('write_bytes')
    const stored = told && (await statfs(folder)).type !== TMPFS
    expect([result, why.includes('bytes to storage')]).toEqual(stored ? ['fail', true] : ['pass', false])
  })

  it('XI: a line on standard output that is no log entry', async () => {
    const dist = await copyBuild('chatty', { 'node.js': (text) => `console.log('starting up');\n${text}` })
    const { result, why } = await factorOf(11, { launcher: launcherOf(dist) })
    expect([result, why]).toEqual(['fail', expect.stringContaining('are no log entries')])
  })

  it('VI: sessions that only the process knows which made them', async () => {
    // Calls to the data API pass with tokens only that this process has seen Auth give out.
    const localSessions = `
      const sessions = new Set(); const ask = globalThis.fetch
      globalThis.fetch = async (input, init) => {
        const token = new Headers(init?.headers).get('Authorization')?.slice(7) ?? ''
        const isData = String(input?.url ?? input).includes('/rest/v1/') && token.split('.').length === 3
        if (isData && !sessions.has(token)) return Response.json({ code: 'PGRST301', message: 'no session' }, { status: 401 })
        const answer = await ask(input, init)
        if (String(input?.url ?? input).includes('/auth/v1/')) {
          const { access_token } = await answer.clone().json().catch(() => ({}))
          if (access_token) sessions.add(access_token)
        }
        return answer
      }\n`
    const dist = await copyBuild('local-sessions', { 'app.js': (text) => localSessions + text })
    const broken = await factorOf(6, await deploy(dist))
    expect(broken.result).toBe('fail')
    expect(broken.why).toContain('the session of one at the other: 401')
    expect(await factorOf(6, await deploy('dist'))).toEqual(GOOD)
  })

  it('VI: sessions on the disk of the machine', async () => {
    const diskSessions = `
      const { appendFileSync, readFileSync } = process.getBuiltinModule('fs')
      const ask = globalThis.fetch
      globalThis.fetch = async (input, init) => {
        const file = process.env.TMPDIR + '/sessions'
        const url = String(input?.url ?? input)
        const token = new Headers(init?.headers).get('Authorization')?.slice(7) ?? ''
        let known = ''
        try { known = readFileSync(file, 'utf8') } catch {}
        if (url.includes('/rest/v1/') && token.split('.').length === 3 && !known.includes(token))
          return Response.json({ code: 'PGRST301', message: 'no session' }, { status: 401 })
        const answer = await ask(input, init)
        if (url.includes('/auth/v1/')) appendFileSync(file, await answer.clone().text())
        return answer
      }\n`
    const dist = await copyBuild('disk-sessions', { 'node.js': (text) => diskSessions + text })
    const { result, why } = await factorOf(6, { launcher: launcherOf(dist) })
    expect([result, why]).toEqual(['fail', expect.stringContaining('the session of one at the other: 401')])
  })

  it('II: a dependency that is not in the lockfile', async () => {
    const checkout = join(folder, 'checkout')
    await cp('package.json', join(checkout, 'package.json'))
    const lockfile = JSON.parse(await readFile('package-lock.json', 'utf8')) as { packages: Record<string, unknown> }
    await writeFile(join(checkout, 'package-lock.json'), JSON.stringify(lockfile))
    expect(await factorOf(2, { checkout, dist: 'dist' })).toEqual(GOOD)
    delete lockfile.packages['node_modules/hono']
    await writeFile(join(checkout, 'package-lock.json'), JSON.stringify(lockfile))
    const { result, why } = await factorOf(2, { checkout })
    expect([result, why]).toEqual(['fail', expect.stringContaining('hono is not in package-lock.json')])
  })

  it('II: a lockfile that does not hold what is declared, or not all of it', async () => {
    const [manifest, lockfile] = (await Promise.all(
      ['package.json', 'package-lock.json'].map(async (file) => JSON.parse(await readFile(file, 'utf8')) as unknown),
    )) as [Record<string, Record<string, string>>, { packages: Record<string, Record<string, unknown>> }]
    const checkout = join(folder, 'unlocked')
    const why = async (change: (copy: { manifest: typeof manifest; packages: typeof lockfile.packages }) => void) => {
      const copy = structuredClone({ manifest, packages: lockfile.packages })
      change(copy)
      await mkdir(checkout, { recursive: true })
      await writeFile(join(checkout, 'package.json'), JSON.stringify(copy.manifest))
      await writeFile(join(checkout, 'package-lock.json'), JSON.stringify({ packages: copy.packages }))
      return dependencies[0]?.run({ checkout }, 5000)
    }
    expect(await why(() => undefined)).toMatchObject({ result: 'pass' })
    const broken = [
      await why((copy) => delete copy.manifest['dependencies']?.['hono']),
      await why((copy) => (copy.manifest['dependencies'] = { ...copy.manifest['dependencies'], hono: '^4.0.0' })),
      await why(
        (copy) => (copy.manifest['devDependencies'] = { ...copy.manifest['devDependencies'], hono: 'npm:h@4' }),
      ),
      await why((copy) => (copy.manifest['optionalDependencies'] = { 'left-pad': '1.3.0' })),
      await why((copy) => delete copy.packages['node_modules/domhandler']),
      await why((copy) => delete copy.packages['node_modules/zod']?.['integrity']),
    ]
    expect(broken.map((found) => [found?.result, found?.evidence])).toEqual([
      ['fail', expect.stringContaining('hono is declared otherwise')],
      ['fail', expect.stringContaining('hono has no exact version')],
      ['fail', expect.stringContaining('hono has no exact version')],
      ['fail', expect.stringContaining('left-pad is not in package-lock.json')],
      ['fail', expect.stringContaining('domhandler, which')],
      ['fail', expect.stringContaining('zod has no hash')],
    ])
  })

  it('II: a build that imports what is not in it', async () => {
    const dist = await copyBuild('foreign', { 'node.js': (text) => `import 'left-pad'\n${text}` })
    expect((await factorOf(2, { dist })).why).toContain('it imports left-pad')
  })

  it('IV: a Redis that does not answer', async () => {
    const { result, why } = await factorOf(4, await deploy('dist', { UPSTASH_REDIS_REST_URL: DEAD }))
    expect([result, why]).toEqual(['fail', expect.stringContaining('redis does not answer')])
    expect(await factorOf(4, await deploy('dist'))).toEqual(GOOD)
  })

  it('IV: a Redis that takes connections and is silent', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const { urls = [] } = await deploy('dist', { UPSTASH_REDIS_REST_URL: url })
    const { result, why } = await factorOf(4, { urls })
    silent.close()
    expect([result, why]).toEqual(['fail', expect.stringContaining('redis does not answer')])
  })

  it('V: another configuration on one of two processes', async () => {
    const [one, other] = [launcherOf('dist'), launcherOf('dist', { MAX_BODY_BYTES: '2048' })]
    const urls = (await Promise.all([one.start('node'), other.start('node')])).map(({ url }) => url)
    const { result, why } = await factorOf(5, { urls, dist: 'dist' })
    expect([result, why]).toEqual(['fail', expect.stringContaining('with the same variables everywhere')])
  })

  it('IX: a process that takes SIGTERM for a failure, and one that ends well but too late', async () => {
    const failing = 'process.exit = ((leave) => (code) => leave(code + 3))(process.exit)\n'
    const slow =
      "process.on = ((hear) => (name, handle) => hear(name, name === 'SIGTERM' ? () => setTimeout(handle, 60_000) : handle))(process.on.bind(process))\n"
    const dist = await copyBuild('late', { 'node.js': (text) => failing + text, 'worker.js': (text) => slow + text })
    const { result, why } = await factorOf(9, { launcher: launcherOf(dist) })
    expect([result, why]).toEqual(['fail', expect.stringContaining('exit code 3 after')])
    expect(why).toContain('a worker ends on SIGTERM, too: it did not end')
  })

  it('IX: a process that does not hear SIGTERM', async () => {
    const deaf =
      "const hear = process.on.bind(process); process.on = (name, handle) => hear(name, name === 'SIGTERM' ? () => {} : handle)\n"
    const dist = await copyBuild('deaf', { 'node.js': (text) => deaf + text })
    const { result, why } = await factorOf(9, { launcher: launcherOf(dist) })
    expect(result).toBe('fail')
    expect(why).toContain('it did not end in')
  })

  it('VII: a port of its own choice', async () => {
    const dist = await copyBuild('stubborn', {
      'node.js': (text) => text.replace('listen(config.PORT, config.HOST)', 'listen(0, config.HOST)'),
    })
    const { result, why } = await factorOf(7, { launcher: launcherOf(dist, {}, 2000) })
    expect([result, why]).toEqual(['fail', expect.stringContaining('it binds the port that PORT names')])
  })

  it('VIII: a limit that each process keeps to itself', async () => {
    const countAlone = `
      const ask = globalThis.fetch
      globalThis.fetch = (input, init) =>
        String(init?.body ?? '').includes('${redisKeys.rate('account', '')}') ? Promise.resolve(Response.json({ result: [0, 0, 1] })) : ask(input, init)\n`
    const dist = await copyBuild('count-alone', { 'app.js': (text) => countAlone + text })
    const { result, why } = await factorOf(8, await deploy(dist))
    expect([result, why]).toEqual(['fail', expect.stringContaining('120 passed, 0 refused')])
    // It asks more than four hundred times, which takes as long as the machine is busy.
  }, 120_000)

  it('VIII: a limiter that gave up waiting for Redis is not one that is missing', { timeout: 120_000 }, async () => {
    // Each call of so many that the limiter makes hangs until it is given up.
    const hang = (every: number) => `
      const ask = globalThis.fetch
      let asked = 0
      globalThis.fetch = (input, init) => {
        const isLimit = String(init?.body ?? '').includes('samokoder:rate:account:')
        if (!isLimit || asked++ % ${every} > 0) return ask(input, init)
        return new Promise((_, reject) => init.signal.addEventListener('abort', () => reject(init.signal.reason)))
      }\n`
    const evidence = expect.stringMatching(/\d+ refused as Redis was slow/) as string
    const fix = expect.stringContaining('see whether it answers') as string
    expect(await judgeRateLimit('often-slow', hang(3))).toMatchObject({ result: 'pass', evidence })
    expect(await judgeRateLimit('slow', hang(1))).toMatchObject({ result: 'fail', evidence, fix })
  })

  it('X: a runtime that is given another app', async () => {
    const dist = await copyBuild('special', { 'bun.js': (text) => text.replaceAll('./app.js', './bun-app.js') })
    const { result, why } = await factorOf(10, { dist })
    expect([result, why]).toEqual(['fail', expect.stringContaining('bun.js do not import ./app.js')])
  })

  it('XII: a command line that shows a secret', async () => {
    const dist = await copyBuild('open', {
      'cli.js': (text) => text.replace(/^(#!.*\n)/, '$1console.log(process.env.SUPABASE_SECRET_KEY);\n'),
    })
    const { result, why } = await factorOf(12, { dist, launcher: launcherOf(dist) })
    expect([result, why]).toEqual(['fail', expect.stringContaining('config shows SUPABASE_SECRET_KEY')])
  })

  it('V: a build that was changed after it was made', async () => {
    const dist = await copyBuild('patched', { 'app.js': (text) => `${text}\n` })
    expect((await factorOf(5, { dist })).result).toBe('fail')
  })

  it('I: two builds side by side', async () => {
    const other = await copyBuild('other', {
      'node.js': (text) => text.replaceAll(/"[\da-f]{64}"/g, `"${'0'.repeat(64)}"`),
    })
    const urls = await Promise.all(['dist', other].map(async (dist) => (await launcherOf(dist).start('node')).url))
    expect((await factorOf(1, { urls })).why).toContain('2 processes run app.js')
  })
})

describe('what cannot be checked', () => {
  const resultsOf = async (subject: Subject, timeoutMs = 20_000) =>
    (await examine(subject, { timeoutMs })).factors.flatMap(({ checks }) => checks)

  it('is no pass: one process alone, a folder that is no build, an address of something else', async () => {
    const [url = ''] = (await deploy('dist')).urls ?? []
    const { factors } = await examine({ urls: [url] }, { only: [1] })
    expect(factors[0]).toMatchObject({ result: 'unknown', checks: [{ result: 'unknown' }, {}, {}] })
    const empty = join(folder, 'empty')
    await mkdir(empty)
    const foreign = createHttpServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
    await once(foreign, 'listening')
    const other = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`
    const found = [...(await resultsOf({ dist: empty })), ...(await resultsOf({ urls: [other, other] }))]
    foreign.close()
    expect(found.filter(({ result }) => result === 'pass')).toEqual([])
  })

  it('is given up in time, and shows no password', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`
    const found = await resultsOf({ urls: [`http://${host}`, `http://me:hunter2@${host}`] }, 100)
    silent.close()
    const failed = found.filter(({ result }) => result !== 'unknown')
    expect(failed.length).toBeGreaterThan(2)
    expect(failed.every(({ result }) => result === 'fail')).toBe(true)
    expect(failed.map(({ evidence }) => evidence).join()).toMatch(/did not end in 0\.1 s|broke off/)
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })
})

describe('the command', () => {
  type Card = Awaited<ReturnType<typeof examine>>

  it('publishes what it could see of a deployment by its address alone, and is content with it', async () => {
    const [url = ''] = (await deploy('dist')).urls ?? []
    const { code, json } = await samokoder(services.environment, 'factors', '--url', url, '--publish', '--json')
    const { factors } = json as Card
    expect(factors.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    const withResult = (wanted: string) => factors.filter(({ result }) => result === wanted).map(({ name }) => name)
    expect(withResult('fail')).toEqual([])
    expect(withResult('pass')).toEqual(expect.arrayContaining(['Backing services', 'Port binding']))
    expect(withResult('unknown')).toEqual(expect.arrayContaining(['Codebase', 'Dependencies', 'Logs']))
    expect(code).toBe(0)
    const published = await fetchChecked(`${url}/factors`, { headers: { Accept: 'application/json' } })
    expect(await published.json()).toEqual(json)
    const metrics = await (await fetch(`${url}/metrics`)).text()
    expect(metrics).toMatch(/^samokoder_factor_compliant\{factor="IV",.+\} 1$/m)
    expect(metrics).not.toMatch(/^samokoder_factor_compliant\{.+\} 0$/m)
    const lines = describeScorecard(json as Card, false)
    expect(lines.filter((line) => /^[✓?] [IVX]+ /.test(line))).toHaveLength(12)
    expect(lines.at(-1)).toMatch(/^\d+ complied with, 0 not, \d+ could not be checked$/)
  })

  it('is not content with a factor that fails, nor with a deployment that does not answer', async () => {
    expect((await samokoder(services.environment, 'factors', '--url', DEAD)).code).toBe(1)
    const failing = await copyBuild('failing', { 'app.js': (text) => `${text}\n` })
    expect((await samokoder({}, 'factors', '--dist', failing)).code).toBe(1)
  })

  it('wants to be given something', async () => {
    expect((await samokoderIn(folder, {}, 'factors')).code).toBe(2)
  })
})
