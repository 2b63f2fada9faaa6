import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFolder } from '../../local/lock-folder.ts'

const MODULE = new URL('../../local/lock-folder.ts', import.meta.url).href

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'samokoder-lock-'))))
afterEach(() => rm(folder, { recursive: true }))

/** Another process that has the lock. */
async function startOwner() {
  const program = `
    import { lockFolder } from ${JSON.stringify(MODULE)}
    const lock = lockFolder(${JSON.stringify(folder)})
    setInterval(() => lock, 1000)
    console.log('locked')`
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(owner.stdout, 'data')
  return owner
}

describe('a data folder', () => {
  it('has one owner, and whoever comes second is told which process that is', async () => {
    const owner = await startOwner()
    expect(() => lockFolder(folder, 0)).toThrow(`${folder} is in use by process ${owner.pid}`)
    owner.kill('SIGKILL')
    await once(owner, 'exit')
  })

  it('is free again as soon as its owner is killed', async () => {
    const owner = await startOwner()
    owner.kill('SIGKILL')
    // The lock waits for an owner that is about to end.
    lockFolder(folder).release()
    expect(owner.exitCode ?? owner.signalCode).not.toBe(0)
  })

  it('is not kept by an owner of before that had the same process id, as in a container', () => {
    lockFolder(folder, 0).release()
    const again = lockFolder(folder, 0)
    again.release()
  })
})
