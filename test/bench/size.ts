import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { readFirstView } from '../support/first-view.ts'
import { figureRow } from './figure-row.ts'
import { formatBytes } from './table.ts'

export async function measureSize(): Promise<string[][]> {
  const [app, firstView] = await Promise.all([readFile('dist/app.js'), readFirstView('dist')])
  const packed = firstView.map((file) => gzipSync(file, { level: 9 }).byteLength)
  return [
    figureRow('`dist/app.js`', formatBytes(app.byteLength)),
    figureRow('`dist/app.js`, gzip -9', formatBytes(gzipSync(app, { level: 9 }).byteLength)),
    figureRow('first view of the Studio, gzip -9', formatBytes(packed.reduce((sum, bytes) => sum + bytes, 0))),
  ]
}
