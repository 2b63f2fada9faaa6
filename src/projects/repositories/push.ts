// A version of a project as a commit at GitHub, and as a pull request where that is asked for.
import { encodeBase64 } from 'hono/utils/encode'
import * as z from 'zod'
import type { Config } from '../../config.ts'
import { AppError } from '../../errors.ts'
import type { DatabaseClient } from '../../services/supabase.ts'
import { storedText } from '../../services/stored-text.ts'
import { readFiles } from '../blobs.ts'
import { isText } from '../is-text.ts'
import { readManifest } from '../manifest.ts'
import { connectGitHub, type GitHub, type Pull, type TreeEntry } from './github.ts'
import { refSchema, targetSchema } from './repository.ts'

/** So many bytes of text go to GitHub in one request. */
const BYTES_PER_TREE = 1024 * 1024

const line = storedText.trim().min(1).max(200)
const text = storedText.max(10_000)

export const pushSchema = z.strictObject({
  repository: targetSchema,
  version: z.int().min(1).optional().meta({ description: 'Number of a version; the head when absent.' }),
  branch: refSchema.optional().meta({ description: 'The default branch when absent. It is made when there is none.' }),
  message: storedText.trim().min(1).max(10_000).optional(),
  mode: z.enum(['merge', 'replace']).default('merge').meta({
    description: 'Whether files of the branch that the project does not have stay.',
  }),
  pull_request: z
    .strictObject({
      title: line,
      body: text.default(''),
      base: refSchema.optional().meta({ description: 'What it is to go into; the default branch when absent.' }),
    })
    .optional()
    .meta({ description: 'Opens one from the branch, or finds the one that is open.' }),
})

export const pushedSchema = z.strictObject({
  version: z.int(),
  branch: z.string(),
  commit: z.strictObject({ sha: z.string(), url: z.string() }),
  changed: z.boolean().meta({ description: 'Whether the branch did not have these files already.' }),
  pull_request: z.strictObject({ number: z.int(), url: z.string() }).nullable(),
})

/** @throws {AppError} not_found, repository_refused, repository_unavailable */
export async function pushVersion(
  config: Config,
  database: DatabaseClient,
  projectId: string,
  wanted: z.output<typeof pushSchema>,
): Promise<z.infer<typeof pushedSchema>> {
  const { version, manifest } = await readManifest(database, projectId, wanted.version)
  if (Object.keys(manifest).length === 0) throw refused('there is no file to push')
  const github = connectGitHub(config, wanted.repository)
  const into = wanted.pull_request?.base ?? (await github.defaultBranch())
  const branch = wanted.branch ?? into
  if (wanted.pull_request !== undefined && branch === into) throw refused('a pull request needs a branch of its own')
  const message = wanted.message ?? `Version ${version}`

  const files = () => readFiles(database, projectId, manifest)
  const head = await github.head(branch)
  const from = head ?? (await github.head(into)) ?? (await beginWith(github, into, files(), message))
  const parent = await github.readCommit(from)
  const tree = await makeTree(github, files(), wanted.mode === 'merge' ? parent.tree.sha : undefined)
  const changed = tree !== parent.tree.sha
  const commit = changed ? await github.makeCommit(message, tree, from) : parent
  const exists = head !== undefined || (await github.head(branch)) !== undefined
  if (changed || !exists) await github.moveBranch(branch, commit.sha, exists)
  return {
    version,
    branch,
    commit: { sha: commit.sha, url: commit.html_url },
    changed,
    pull_request: toPull(await openPull(github, wanted, { branch, into, isNews: changed || head !== undefined })),
  }
}

type Files = AsyncIterable<{ path: string; content: Uint8Array }>

async function beginWith(github: GitHub, branch: string, files: Files, message: string): Promise<string> {
  for await (const { path, content } of files) {
    return github.begin(branch, path, encodeBase64(content.slice().buffer), message)
  }
  throw refused('there is no file to push')
}

/** A tree over another one takes as many requests as it has batches: each stands on the one before. */
async function makeTree(github: GitHub, files: Files, base: string | undefined): Promise<string> {
  let tree = base
  let batch: TreeEntry[] = []
  let sizeBytes = 0
  for await (const { path, content } of files) {
    const entry = { path, mode: '100644', type: 'blob' } as const
    if (isText(content))
      batch.push({ ...entry, content: new TextDecoder('utf-8', { ignoreBOM: true }).decode(content) })
    else batch.push({ ...entry, sha: await github.storeBlob(encodeBase64(content.slice().buffer)) })
    sizeBytes += content.byteLength
    if (sizeBytes < BYTES_PER_TREE) continue
    tree = await github.makeTree(batch, tree)
    batch = []
    sizeBytes = 0
  }
  return batch.length === 0 && tree !== undefined ? tree : github.makeTree(batch, tree)
}

/** `isNews`: GitHub opens none from a branch that was just made and has nothing of its own. */
type Branches = { branch: string; into: string; isNews: boolean }

async function openPull(
  github: GitHub,
  { pull_request: wanted }: z.output<typeof pushSchema>,
  { branch, into, isNews }: Branches,
): Promise<Pull | undefined> {
  if (wanted === undefined || !isNews) return undefined
  const open = await github.findPull(branch, into)
  return open ?? github.openPull(branch, into, { title: wanted.title, body: wanted.body })
}

function toPull(pull: Pull | undefined) {
  return pull === undefined ? null : { number: pull.number, url: pull.html_url }
}

function refused(message: string): AppError {
  return new AppError('repository_refused', { details: [{ path: ['body', 'repository'], message }] })
}
