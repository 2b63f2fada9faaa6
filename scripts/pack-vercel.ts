// Lays dist/ out as Vercel's Build Output API has it: the files of the Studio, and one Edge Function that answers every other
// path. `vercel deploy --prebuilt` uploads that folder as it is.
import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ASSET_HEADERS } from '../src/adapters/asset-headers.ts'

const OUTPUT = join('.vercel', 'output')
const FUNCTION = join(OUTPUT, 'functions', 'samokoder.func')

const ROUTES = [
  { src: '/assets/.*', headers: ASSET_HEADERS, continue: true },
  { handle: 'filesystem' },
  { src: '/.*', dest: '/samokoder' },
]

await rm(OUTPUT, { recursive: true, force: true })
await mkdir(FUNCTION, { recursive: true })
await Promise.all([
  writeJson(join(OUTPUT, 'config.json'), { version: 3, routes: ROUTES }),
  cp(join('dist', 'studio', 'assets'), join(OUTPUT, 'static', 'assets'), { recursive: true }),
  writeJson(join(FUNCTION, '.vc-config.json'), { runtime: 'edge', entrypoint: 'vercel.js' }),
  ...['vercel.js', 'app.js'].map((file) => copyFile(join('dist', file), join(FUNCTION, file))),
])

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`)
}
