import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { describe, expect, inject, it } from 'vitest'
import { startWebProcess } from '../../local/web-process.ts'
import { isMissing, missingNote } from '../support/commands.ts'
import { readMarkedBlock } from '../support/markdown-blocks.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const run = promisify(execFile)
describe.skipIf(isMissing('curl'))(`the README${missingNote('curl')}`, () => {
  it('walks the API with curl alone, as it says', async () => {
    const script = await readMarkedBlock('README.md', 'walk')
    const folder = await makeTemporaryFolder()
    const environment = inject('environment')
    const web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
    const { stdout } = await run('sh', ['-euc', script], { cwd: folder, env: { ...process.env, API: web.url } })
    await web.stop()
    expect(stdout).toContain('event: plan.ready')
    expect(stdout).toContain('event: run.succeeded')
    expect(stdout).toContain('"path":"index.html"')
    expect(stdout).toMatch(/\+ *<title>Mine<.title>/)
    const files = unzipSync(new Uint8Array(await readFile(join(folder, 'project.zip'))))
    expect(new TextDecoder().decode(files['index.html'])).toContain('<title>Mine</title>')
  })
})
