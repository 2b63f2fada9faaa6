import { readdir } from 'node:fs/promises'
import { describe, expect, inject, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { parseConfig } from '../../src/app.ts'
import { createCheckedApp } from '../support/checked-app.ts'
import { clientOf } from '../support/client.ts'

const config = (served: string) => parseConfig({ ...inject('environment'), LOG_LEVEL: 'error', FUNCTIONS: served })
const pathOf = (path: string) => path.replace(/\{(?:id|path)\}/g, crypto.randomUUID()).replace(/\{[nab]\}/g, '1')

describe('functions/', () => {
  it('has a file for every function, of its name, and nothing else', async () => {
    const files = (await readdir('functions'))
      .filter((name) => name !== 'index.ts')
      .map((name) => name.replace(/\.ts$/, ''))
    expect(functions.map(({ name }) => name).toSorted()).toEqual(files.toSorted())
  })

  it('refuses a name that is none of them, and says which there are', () => {
    expect(() => config('health,nothing')).toThrow(/FUNCTIONS must name some of: .*health/)
  })
})

describe.each(functions.map(({ name, contracts }) => [name, contracts] as const))('%s alone', (name, contracts) => {
  it('answers on each of its own routes and on no other', async () => {
    const stranger = clientOf(createCheckedApp(config(name)), '', '')
    const own = new Set(contracts.map(({ method, path }) => `${method} ${path}`))
    for (const { method, path, access } of functions.flatMap((one) => one.contracts)) {
      const route = `${method} ${path}`
      const { status } = await stranger.call(method.toUpperCase(), pathOf(path))
      // Of a path that this function has too, another function may have another method.
      const missing = status === 404 || status === 405
      expect([route, own.has(route) ? !missing : missing]).toEqual([route, true])
      if (own.has(route) && access === 'user') expect([route, status]).toEqual([route, 401])
    }
  })
})

describe('a part of the functions', () => {
  it('is what the OpenAPI document of that process tells, and no more', async () => {
    const { json } = await clientOf(createCheckedApp(config('health,docs')), '', '').call('GET', '/openapi.json')
    expect(Object.keys((json as { paths: object }).paths).toSorted()).toEqual(['/docs', '/health', '/openapi.json'])
  })
})
