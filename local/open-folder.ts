import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'

/** Makes the folder of what is kept between two starts. @throws with a sentence for the user when it cannot be written to */
export async function openFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new Error(`${folder} cannot be written to (${code}): set SAMOKODER_DATA_DIR to a folder that can.`, {
      cause: error,
    })
  }
}
