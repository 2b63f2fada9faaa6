// Installs the runtimes that the conformance tests alone need, unless they are there: 200 MB that nothing else has to wait for.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Manifest = { version?: string; devDependencies?: Record<string, string> }

const FOLDER = join('test', 'runtimes')

const { devDependencies = {} } = readManifest(join(FOLDER, 'package.json'))
const isThere = Object.entries(devDependencies).every(
  ([name, version]) => readManifest(join(FOLDER, 'node_modules', name, 'package.json')).version === version,
)
if (!isThere) {
  process.stderr.write(`Installing ${Object.keys(devDependencies).join(' and ')} …\n`)
  const options = ['--prefix', FOLDER, '--no-audit', '--no-fund', '--loglevel=error']
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
