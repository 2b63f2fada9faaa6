import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MOMENTS, openKilledStarts } from './killed-start.ts'
import { findFreePort } from '../support/free-port.ts'
import { npmStart } from '../support/npm-start.ts'
import { createRemoteClient } from '../support/remote.ts'

/** A first start is work for a minute and more where all cores are busy. */
const LONG_MS = 900_000

describe('npm start', () => {
  it(
    'serves again after it was killed, whenever that was, with all that was acknowledged and nothing left over',
    async () => {
      const starts = await openKilledStarts()
      onTestFinished(() => starts.close())
      for (const moment of MOMENTS) expect(await starts.killAt(moment)).toContain('serves again')
    },
    LONG_MS,
  )

  const NO_SMALL_DISK =
    process.platform === 'linux' && process.getuid?.() === 0 ? '' : ' (skipped: needs Linux and root)'

  it.skipIf(NO_SMALL_DISK !== '')(
    `on a full disk is not ready and refuses, goes on when there is room, and does not start without${NO_SMALL_DISK}`,
    async () => {
      const disk = await mountSmallDisk()
      const port = await findFreePort()
      const first = npmStart(join(disk, 'data'), port)
      onTestFinished(async () => void (await first.stop()))
      await first.serves
      const client = await createRemoteClient(`http://127.0.0.1:${port}`)
      const create = async () => (await client.fetch('POST', '/api/projects', { name: 'x' })).status
      const readiness = async () => (await client.fetch('GET', '/health/ready')).status
      expect([await create(), await readiness()]).toEqual([201, 200])

      await writeFile(join(disk, 'filler'), Buffer.alloc(FILLER_BYTES))
      expect(await create()).toBe(503)
      await expect.poll(readiness, { timeout: 10_000 }).toBe(503)
      expect(first.said.join('\n')).toMatch(/The disk of .* has \d+ MB left/)

      await rm(join(disk, 'filler'))
      expect(await create()).toBe(201)
      await expect.poll(readiness, { timeout: 10_000 }).toBe(200)
      expect(await first.stop()).toBe(0)

      await writeFile(join(disk, 'filler'), Buffer.alloc(FILLER_BYTES))
      const second = npmStart(join(disk, 'data'), port)
      expect(await second.ended).toBe(1)
      expect(second.said).toEqual([
        expect.stringMatching(/^The disk of .* has \d+ MB left, and 64 are needed: make room/),
      ])
    },
    LONG_MS,
  )
})

const DISK_BYTES = 200_000_000
/** Leaves less than a database needs, and some. */
const FILLER_BYTES = 130_000_000

/** A disk of its own for one test. */
async function mountSmallDisk(): Promise<string> {
  const disk = await mkdtemp(join(tmpdir(), 'samokoder-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk])
  onTestFinished(async () => {
    execFileSync('umount', ['--lazy', disk])
    await rm(disk, { recursive: true })
  })
  return disk
}
