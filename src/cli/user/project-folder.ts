// A folder whose files are those of a project: what they were when the two last agreed stands in a file beside them.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { normalizePath } from '../../projects/paths.ts'
import { Refusal } from '../command.ts'

const LINK_FILE = '.samokoder.json'
/** What tools make or keep, and no project has. */
const LEFT_ASIDE = new Set(['.git', 'node_modules', '.samokoder', LINK_FILE, '.DS_Store'])

export type Link = {
  url: string
  project: string
  version: number
  /** SHA-256 of each file of that version, by path. */
  files: Record<string, string>
}

/** SHA-256 of files by path. */
export type Hashes = Map<string, string>

export async function readLink(folder: string): Promise<Link | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, LINK_FILE), 'utf8')) as Link
  } catch (error) {
    if (isMissingFile(error)) return undefined
    throw new Refusal('bad_link', `${LINK_FILE} cannot be read.`, `Delete it, and run samokoder pull PROJECT.`)
  }
}

/** @throws {Refusal} where the folder belongs to no project of this deployment */
export async function requireLink(folder: string, url: string): Promise<Link> {
  const link = await readLink(folder)
  if (link === undefined)
    throw new Refusal(
      'no_project',
      'This folder belongs to no project.',
      'Run samokoder build or samokoder pull PROJECT first.',
    )
  if (link.url !== url)
    throw new Refusal(
      'other_deployment',
      `This folder belongs to a project at ${link.url}.`,
      `You are signed in at ${url}.`,
    )
  return link
}

export async function writeLink(folder: string, link: Link): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, LINK_FILE), `${JSON.stringify(link, undefined, 2)}\n`)
}

/** The files in the folder. */
export async function hashFolder(folder: string): Promise<Hashes> {
  const hashes: Hashes = new Map()
  const walk = async (below: string): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (LEFT_ASIDE.has(entry.name)) continue
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) await walk(path)
      // Links may lead out of the folder; what they lead to is not the project's.
      else if (entry.isFile()) hashes.set(path, hashOf(await readFile(join(folder, path))))
    }
  }
  await walk('').catch((error: unknown) => {
    if (!isMissingFile(error)) throw error
  })
  return hashes
}

/** Whether the folder belongs to no project and has no file. */
export async function isUnused(folder: string): Promise<boolean> {
  return (await readLink(folder)) === undefined && (await hashFolder(folder)).size === 0
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export async function writeProjectFile(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const target = placeOf(folder, path)
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, bytes)
}

export async function deleteProjectFile(folder: string, path: string): Promise<void> {
  await rm(placeOf(folder, path), { force: true })
}

export async function readProjectFile(folder: string, path: string): Promise<Buffer> {
  return readFile(join(folder, path))
}

/** What a deployment names is not trusted to lie within the folder. */
function placeOf(folder: string, path: string): string {
  const normal = normalizePath(path)
  if (normal.ok && normal.path === path) return join(folder, path)
  throw new Refusal(
    'bad_path',
    `The deployment names a file that no project can have: ${path}.`,
    'Nothing more was written.',
  )
}

function isMissingFile(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
