// Lays dist/ out as Vercel's Build Output API has it: one Edge Function that answers every path. `vercel deploy
// --prebuilt` uploads that folder as it is.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const OUTPUT = join('.vercel', 'output')
const FUNCTION = join(OUTPUT, 'functions', 'samokoder.func')

await rm(OUTPUT, { recursive: true, force: true })
await mkdir(FUNCTION, { recursive: true })
await Promise.all([
  writeJson(join(OUTPUT, 'config.json'), { version: 3, routes: [{ src: '/.*', dest: '/samokoder' }] }),
  writeJson(join(FUNCTION, '.vc-config.json'), { runtime: 'edge', entrypoint: 'vercel.js' }),
  ...['vercel.js', 'app.js'].map((file) => copyFile(join('dist', file), join(FUNCTION, file))),
])

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`)
}
