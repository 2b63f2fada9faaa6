// What `wrangler deploy` would upload: exactly the Worker's entry and dist/app.js, byte for byte. Uploads nothing.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const WRANGLER = join('node_modules', 'wrangler', 'bin', 'wrangler.js')

const folder = await mkdtemp(join(tmpdir(), 'samokoder-upload-'))
try {
  execFileSync(process.execPath, [WRANGLER, 'deploy', '--dry-run', '--outdir', folder], {
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    stdio: 'inherit',
  })
  const files = (await readdir(folder)).filter((name) => name.endsWith('.js')).toSorted()
  assert.deepEqual(files, ['app.js', 'workers.js'])
  for (const file of files) {
    const [uploaded, built] = await Promise.all([hashFile(join(folder, file)), hashFile(join('dist', file))])
    assert.equal(uploaded, built, file)
    process.stdout.write(`ok: ${file} is uploaded as it was built, SHA-256 ${uploaded}\n`)
  }
} finally {
  await rm(folder, { recursive: true })
}

async function hashFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}
