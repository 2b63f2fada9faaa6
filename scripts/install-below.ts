// `node scripts/install-below.ts <folder>`: installs the packages of a folder that has a package.json of its own, unless they are
// there: some of its tests alone need them, and nothing else has to wait for them.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Manifest = { version?: string; devDependencies?: Record<string, string> }

const [, , folder = ''] = process.argv
const { devDependencies = {} } = readManifest(join(folder, 'package.json'))
const names = Object.keys(devDependencies)
if (names.length === 0) throw new Error(`${folder || 'no folder'} has no package.json that names packages`)
const isThere = Object.entries(devDependencies).every(
  ([name, version]) => readManifest(join(folder, 'node_modules', name, 'package.json')).version === version,
)
if (!isThere) {
  process.stderr.write(`Installing ${names.join(', ')} …\n`)
  const options = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['ci', ...options], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Empty where there is none. */
function readManifest(file: string): Manifest {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest
  } catch {
    return {}
  }
}
