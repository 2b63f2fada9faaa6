import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { variables } from '../../src/config.ts'

const SCRIPT = resolve('scripts/compose-env.ts')

async function makeEnv(): Promise<{ folder: string; env: Record<string, string | undefined> }> {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-env-'))
  execFileSync(process.execPath, [SCRIPT], { cwd: folder })
  return { folder, env: parseEnv(await readFile(join(folder, '.env'), 'utf8')) }
}

describe('the .env of compose.yaml', () => {
  it('holds keys that the services of this Supabase accept for their roles', async () => {
    const { env } = await makeEnv()
    const secret = new TextEncoder().encode(env['SUPABASE_JWT_SECRET'])
    for (const [name, role] of [
      ['SUPABASE_PUBLISHABLE_KEY', 'anon'],
      ['SUPABASE_SECRET_KEY', 'service_role'],
    ] as const) {
      const { payload } = await jwtVerify(env[name] ?? '', secret, { algorithms: ['HS256'], requiredClaims: ['exp'] })
      expect(payload['role']).toBe(role)
    }
  })

  it('has other secrets each time, and is for its owner alone', async () => {
    const [one, two] = await Promise.all([makeEnv(), makeEnv()])
    const secrets = ['POSTGRES_PASSWORD', 'SUPABASE_JWT_SECRET', 'UPSTASH_REDIS_REST_TOKEN']
    const values = [one, two].flatMap(({ env }) => secrets.map((name) => env[name]))
    expect(new Set(values).size).toBe(6)
    for (const value of values) expect(value).toMatch(/^[\w-]{43}$/)
    expect((await stat(join(one.folder, '.env'))).mode & 0o777).toBe(0o600)
  })

  it('is not written over', async () => {
    const { folder, env } = await makeEnv()
    expect(spawnSync(process.execPath, [SCRIPT], { cwd: folder }).status).not.toBe(0)
    expect(parseEnv(await readFile(join(folder, '.env'), 'utf8'))).toEqual(env)
  })
})

describe('compose.yaml', () => {
  it('has no secret of its own: what it requires is in .env', async () => {
    const [compose, { env }] = await Promise.all([readFile('compose.yaml', 'utf8'), makeEnv()])
    const required = [...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name)
    expect(required).toContain('POSTGRES_PASSWORD')
    for (const name of required) expect(env).toHaveProperty(name ?? '')
    for (const [line, value] of compose.matchAll(/^ +\w*(?:PASSWORD|SECRET|TOKEN|KEY): (.*)$/gm)) {
      expect(value, line).toMatch(/^\$\{\w+:\?/)
    }
  })

  it('gives the API only variables that it has', async () => {
    const compose = await readFile('compose.yaml', 'utf8')
    const block = /^ {2}api:.*\n(?:(?! {2}\w).*\n)*? {4}environment:\n((?: {6}\w+: .*\n)+)/m.exec(compose)?.[1] ?? ''
    const names = [...block.matchAll(/^ {6}(\w+):/gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(7)
    expect(Object.keys(variables.shape)).toEqual(expect.arrayContaining(names))
  })
})
