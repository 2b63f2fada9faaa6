// Installs the Python clients into test/clients/.venv, unless they are there. Without Python, or a registry, their tests are left
// out, and say so.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '.venv')
const TIMEOUT_MS = 300_000

const wanted = readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8')
const note = join(FOLDER, 'installed.txt')
if (!existsSync(note) || readFileSync(note, 'utf8') !== wanted) {
  process.stderr.write(`Installing ${wanted.trim().replaceAll('\n', ', ')} …\n`)
  try {
    run('python3', '-m', 'venv', '--clear', FOLDER)
    const options = [
      '--quiet',
      '--disable-pip-version-check',
      '--requirement',
      join(import.meta.dirname, 'requirements.txt'),
    ]
    run(join(FOLDER, 'bin', 'python'), '-m', 'pip', 'install', ...options)
    writeFileSync(note, wanted)
  } catch (error) {
    rmSync(FOLDER, { recursive: true, force: true })
    process.stderr.write(
      `The Python clients were not installed: ${error instanceof Error ? error.message : String(error)}\n`,
    )
  }
}

function run(command: string, ...parameters: string[]): void {
  execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'inherit'], timeout: TIMEOUT_MS })
}
