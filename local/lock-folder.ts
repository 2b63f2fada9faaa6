import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Keeps a second process out of a data folder: two databases on the same files would destroy them. */
export async function lockFolder(folder: string): Promise<{ release: () => Promise<void> }> {
  const file = join(folder, 'lock')
  for (;;) {
    try {
      const handle = await open(file, 'wx')
      await handle.writeFile(String(process.pid))
      await handle.close()
      return { release: () => rm(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''))
    if (holder > 0 && isAlive(holder)) {
      throw new Error(`${folder} is in use by process ${holder}: stop it, or set SAMOKODER_DATA_DIR to another folder`)
    }
    await rm(file, { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
