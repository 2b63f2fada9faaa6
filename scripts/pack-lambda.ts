// dist/lambda.zip: the three files of dist/ that Lambda runs, with no time stamp of today, so that it is reproducible too.
import { zipSync } from 'fflate'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const files = ['app.js', 'lambda.js', 'package.json']
const entries = await Promise.all(files.map(async (file) => [file, await readFile(join('dist', file))] as const))
// The first time that a ZIP can hold.
await writeFile(join('dist', 'lambda.zip'), zipSync(Object.fromEntries(entries), { mtime: new Date(1980, 0, 1) }))
