import { execFileSync } from 'node:child_process'
import { copyFile, cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

/** A folder with a dist/ in which a script has run. */
async function runScript(script: string, files: string[]): Promise<string> {
  const folder = await makeTemporaryFolder()
  await mkdir(join(folder, 'dist'))
  for (const file of files) await copyFile(join('dist', file), join(folder, 'dist', file))
  await cp(join('dist', 'studio'), join(folder, 'dist', 'studio'), { recursive: true })
  execFileSync(process.execPath, [resolve('scripts', script)], { cwd: folder })
  return folder
}

describe('what is packed for Vercel', () => {
  it('is the files of the Studio and one edge function, as they were built; what is no file leads to the function', async () => {
    const output = join(await runScript('pack-vercel.ts', ['app.js', 'vercel.js']), '.vercel', 'output')
    const read = async (path: string) => JSON.parse(await readFile(join(output, path), 'utf8')) as unknown
    const { routes } = (await read('config.json')) as { routes: { src?: string; handle?: string; dest?: string }[] }
    expect(routes.map(({ src, handle, dest }) => [src ?? handle, dest])).toEqual([
      ['/assets/.*', undefined],
      ['filesystem', undefined],
      ['/.*', '/samokoder'],
    ])
    const names = await readdir(join('dist', 'studio', 'assets'))
    expect((await readdir(join(output, 'static', 'assets'))).toSorted()).toEqual(names.toSorted())
    const packed = join('functions', 'samokoder.func')
    expect(await read(join(packed, '.vc-config.json'))).toEqual({ runtime: 'edge', entrypoint: 'vercel.js' })
    expect((await readdir(join(output, packed))).toSorted()).toEqual(['.vc-config.json', 'app.js', 'vercel.js'])
    for (const file of ['app.js', 'vercel.js']) {
      expect(await readFile(join(output, packed, file))).toEqual(await readFile(join('dist', file)))
    }
  })
})

describe('what is packed for Lambda', () => {
  const files = ['app.js', 'lambda.js', 'package.json']

  it('is the built files as they are, and the same each time', async () => {
    const pack = async () => readFile(join(await runScript('pack-lambda.ts', files), 'dist', 'lambda.zip'))
    const [one, two] = await Promise.all([pack(), pack()])
    expect(one.equals(two)).toBe(true)
    const entries = unzipSync(one)
    expect(Object.keys(entries).toSorted()).toEqual(files)
    for (const file of files) expect(Buffer.from(entries[file] ?? [])).toEqual(await readFile(join('dist', file)))
  })
})
