// The guide, pasted block by block beside an `npm start` of its own.
import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { findChromium } from '../support/chromium.ts'
import { findFreePort } from '../support/free-port.ts'
import { readBlocks, type Block } from '../support/markdown-blocks.ts'
import { npmStart } from '../support/npm-start.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { openTerminal } from '../support/terminal.ts'
import { walkPage } from '../support/walk-page.ts'

const chromium = findChromium()
const note = chromium === undefined ? ' (without the picture of the page: there is no Chromium on PATH)' : ''

it(`leads from npm start to a project, with the outputs that it shows${note}`, { timeout: 600_000 }, async () => {
  const [start, ...rest] = await readBlocks('docs/guide.md')
  expect(start?.mark?.name).toBe('start')
  // `npm ci` has been done where this runs, and what `npm start` builds is there.
  const [, variables = ''] = /^npm ci\n((?:\w+=\w+ )*)npm start\n$/.exec(start?.text ?? '') ?? assert.fail('no start')
  const environment = Object.fromEntries(variables.split(' ').flatMap((one) => (one === '' ? [] : [one.split('=')])))

  const folder = await makeTemporaryFolder()
  const checkout = join(folder, 'samokoder')
  await mkdir(checkout)
  const port = await findFreePort()
  const started = npmStart(join(checkout, '.samokoder'), port, {
    ...(environment as Record<string, string>),
    ...(chromium === undefined ? {} : { CHROME_PATH: chromium }),
  })
  onTestFinished(async () => void (await started.stop()))
  await started.serves

  const terminal = openTerminal(checkout, {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    API: `http://localhost:${port}`,
    HOOK_PORT: String(await findFreePort()),
  })
  onTestFinished(() => terminal.close())
  const walked = await walkPage(chromium === undefined ? rest.map(withoutPicture) : rest, terminal, checkout)

  expect(walked.length).toBeGreaterThan(15)
  const made = join(folder, 'first-project')
  expect(await readFile(join(made, 'received.txt'), 'utf8')).toMatch(/webhook\.test.*\n.*run\.succeeded version 3\n$/)
  if (chromium !== undefined) {
    const picture = await readFile(join(made, 'page.jpg'))
    expect(picture.subarray(0, 3).toString('hex')).toBe('ffd8ff')
  }
})

/** What the page says of a machine without a browser. */
function withoutPicture(block: Block): Block {
  return block.text === '200 image/jpeg\n' ? { ...block, text: '404 application/json\n' } : block
}
