import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabaseFolder } from '../../local/database-folder.ts'

let root: string
let folder: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'samokoder-database-'))
  folder = join(root, 'database')
})
afterEach(() => rm(root, { recursive: true }))

/** As the database does it, some time after its folder was opened. */
async function fill(): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, 'PG_VERSION'), '17')
}

describe('the folder of a database', () => {
  it('is made anew when its first start was broken off, again and again', async () => {
    for (let start = 0; start < 3; start += 1) {
      await openDatabaseFolder(folder)
      expect(existsSync(folder)).toBe(false)
      await fill()
    }
  })

  it('is kept once the first start has come to its end, whatever becomes of later ones', async () => {
    const { finish } = await openDatabaseFolder(folder)
    await fill()
    await finish()
    for (let start = 0; start < 3; start += 1) await openDatabaseFolder(folder)
    expect(existsSync(join(folder, 'PG_VERSION'))).toBe(true)
  })

  it('is kept when it is of a time that did not note how its first start went', async () => {
    await fill()
    await openDatabaseFolder(folder)
    expect(existsSync(join(folder, 'PG_VERSION'))).toBe(true)
  })
})
