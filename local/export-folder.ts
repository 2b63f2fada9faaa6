import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'

/** A folder of its own under exports/, named after the project; an earlier export is never touched. */
export async function makeExportFolder(title: string): Promise<string> {
  const name =
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'project'
  await mkdir('exports', { recursive: true })
  for (let count = 1; ; count += 1) {
    const folder = resolve('exports', count === 1 ? name : `${name}-${count}`)
    try {
      await mkdir(folder)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
