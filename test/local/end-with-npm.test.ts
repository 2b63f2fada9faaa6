import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'

const MODULE = new URL('../../local/end-with-npm.ts', import.meta.url).href

/** Looks out for its npm, tells its process id, and stays for as long as it may. */
const PROGRAM = `
  import { endWithNpm } from ${JSON.stringify(MODULE)}
  endWithNpm()
  console.log(process.pid)
  setInterval(() => undefined, 1000)`

/** What npm is to a script: it starts a shell that starts the script, and takes neither along when it is killed. */
const NPM = `
  const { spawn } = require('node:child_process')
  spawn('/bin/sh', ['-c', '"$NODE" --input-type=module --eval "$PROGRAM"; exit $?'], { stdio: 'inherit' })`

it('a script ends when the npm that started it is killed', async () => {
  const npm = spawn(process.execPath, ['--eval', NPM], {
    env: { ...process.env, npm_lifecycle_event: 'start', NODE: process.execPath, PROGRAM },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: npm.stdout }), 'line')) as [string]
  expect(Number(line)).toBeGreaterThan(0)
  npm.kill('SIGKILL')
  // The script holds the other end of this pipe.
  await once(npm.stdout, 'close')
})
