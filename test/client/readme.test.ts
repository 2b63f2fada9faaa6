// The example of the README, as it stands there.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createAdaptorServer } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { signUp } from '../support/client.ts'
import { readMarkedBlock } from '../support/markdown-blocks.ts'
import { makeStack } from '../support/stack.ts'

it('makes a project, follows its run, and reads and changes what came of it', async () => {
  const example = await readMarkedBlock('README.md', 'client')
  expect(example.split('\n').length).toBeLessThanOrEqual(30)

  const { app, idle } = makeStack()
  const { token } = await signUp(app)
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const env = { ...process.env, SAMOKODER_URL: url, SAMOKODER_KEY: token }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', example], {
    env,
  })
  expect(stdout).toMatch(/^Plan: .+\n(?:Wrote .+\n)+/)
  expect(stdout).toContain('Version 2: write\nVersion 1: run\n')
  expect(stdout).toMatch(/index\.html: changed/)
  await new Promise((resolve) => server.close(resolve))
  await idle()
})
