import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { figureRow } from './figure-row.ts'
import { formatBytes } from './table.ts'

export async function measureSize(): Promise<string[][]> {
  const app = await readFile('dist/app.js')
  return [
    figureRow('`dist/app.js`', formatBytes(app.byteLength)),
    figureRow('`dist/app.js`, gzip -9', formatBytes(gzipSync(app, { level: 9 }).byteLength)),
  ]
}
