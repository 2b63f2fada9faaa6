import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const MAKES = 'mkdtemp'
const TAKES_AWAY = /\brm(?:Sync)?\(/

it('whatever makes a folder for a test takes it away again', async () => {
  const files = (await readdir('test', { recursive: true })).filter((file) => file.endsWith('.ts'))
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join('test', file), 'utf8')] as const),
  )
  const making = texts.filter(([, text]) => text.includes(`${MAKES}(`) || text.includes(`${MAKES}Sync(`))
  expect(making.length).toBeGreaterThan(10)
  expect(making.filter(([, text]) => !TAKES_AWAY.test(text)).map(([file]) => file)).toEqual([])
})
