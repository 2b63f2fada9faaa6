import { execFileSync, spawnSync } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { variables } from '../../src/config.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const SCRIPT = resolve('scripts/compose-env.ts')

async function makeEnv(): Promise<{ folder: string; env: Record<string, string | undefined> }> {
  const folder = await makeTemporaryFolder()
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

  it('is not written over, which a second start says in a sentence', async () => {
    const { folder, env } = await makeEnv()
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT], { cwd: folder, encoding: 'utf8' })
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'There is a .env already, and its secrets are those of your data: it stays as it is. Edit it to change a variable.\n',
    })
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
      expect(value, line).toMatch(/^\$\{\w+:(?:\?[^}]*|-)\}$/)
    }
  })

  it('passes on to the API and to workers every variable that .env may set, and no other', async () => {
    const { services } = parse(await readFile('compose.yaml', 'utf8'), { merge: true }) as {
      services: Record<string, { environment: Record<string, unknown> }>
    }
    // A process serves with the rights of the API, never with those of the owner of the tables.
    const wanted = Object.keys(variables.shape).filter((name) => name !== 'DATABASE_URL')
    const setHere = {
      HOST: '0.0.0.0',
      PORT: 8000,
      SUPABASE_URL: 'http://gateway:8000',
      UPSTASH_REDIS_REST_URL: 'http://redis-rest',
    }
    for (const name of ['api', 'worker']) {
      const { environment } = services[name] ?? { environment: {} }
      expect(Object.keys(environment).toSorted(), name).toEqual(wanted.toSorted())
      expect(environment).toMatchObject(setHere)
      const passed = Object.entries(environment).filter(([variable]) => !Object.hasOwn(setHere, variable))
      for (const [variable, value] of passed) {
        // What has a default here counts as unset only when it is empty.
        const operator = variable === 'BROWSER_URL' ? '-http:' : ':[-?]'
        expect(String(value)).toMatch(new RegExp(`^\\$\\{${variable}${operator}`))
      }
    }
  })
})
