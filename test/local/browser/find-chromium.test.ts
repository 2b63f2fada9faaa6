import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findChromium } from '../../../local/browser/find-chromium.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

async function makeProgram(name: string): Promise<{ folder: string; path: string }> {
  const folder = await makeTemporaryFolder()
  const path = join(folder, name)
  await writeFile(path, '')
  await chmod(path, 0o755)
  return { folder, path }
}

it.each(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])('finds %s on PATH', async (name) => {
  const { folder, path } = await makeProgram(name)
  expect(findChromium({ PATH: `/nowhere:${folder}` }, 'linux')).toEqual({ path })
})

it('takes the program that CHROME_PATH names before any on PATH, and no other when there is none', async () => {
  const { folder } = await makeProgram('chromium')
  const { path } = await makeProgram('brave')
  expect(findChromium({ PATH: folder, CHROME_PATH: path }, 'linux')).toEqual({ path })
  const reason = 'there is no program at CHROME_PATH, /nowhere/brave'
  expect(findChromium({ PATH: folder, CHROME_PATH: '/nowhere/brave' }, 'linux')).toEqual({ reason })
})

it('says why there is none', async () => {
  const { folder } = await makeProgram('chromium')
  expect(findChromium({ PATH: folder, CHROME_PATH: 'none' }, 'linux')).toEqual({ reason: 'CHROME_PATH asks for none' })
  const reason = 'there is no Chromium on PATH, set CHROME_PATH or BROWSER_URL'
  expect(findChromium({ PATH: '/nowhere' }, 'linux')).toEqual({ reason })
})
