// Three generators of clients make what programs need, from the document as it is; each program follows a run by typed events.
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '@hey-api/openapi-ts'
import openapiTs, { astToString } from 'openapi-typescript'
import { generate } from 'orval'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ARCHIVE_TYPES } from '../../src/http/media-type.ts'
import { documentText } from './document.ts'
import type { Followed, Task } from './programs/task.ts'
import { startStage, type Stage } from './stage.ts'

const FOLDER = join(import.meta.dirname, 'generated')
const DOCUMENT = join(FOLDER, 'openapi.json')
const FILES = 3

let stage: Stage

beforeAll(async () => {
  stage = await startStage(FILES)
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(join(FOLDER, 'openapi-typescript'), { recursive: true })
  await writeFile(DOCUMENT, documentText)
  await writeFile(join(FOLDER, 'openapi-typescript', 'api.ts'), astToString(await openapiTs(documentText)))
  await createClient({ input: DOCUMENT, output: join(FOLDER, 'hey-api'), logs: { level: 'silent' } })
  await generate({
    input: DOCUMENT,
    output: {
      target: join(FOLDER, 'orval', 'api.ts'),
      client: 'fetch',
      mode: 'single',
      baseUrl: stage.url,
      // It has no function for a body that is JSON or else an archive: of those it makes the one for JSON.
      override: { contentType: { exclude: [...ARCHIVE_TYPES] } },
    },
  })
})
afterAll(() => stage.close())

it('all make what compiles, with types that tell one event from another', async () => {
  const tsc = join(import.meta.dirname, 'node_modules', '.bin', 'tsc')
  const told = await promisify(execFile)(tsc, ['-p', join(import.meta.dirname, 'tsconfig.programs.json')]).catch(
    ({ stdout }: { stdout: string }) => ({ stdout }),
  )
  expect(told.stdout).toBe('')
})

it.each(['openapi-typescript', 'hey-api', 'orval'])('%s: a program follows a run to its end', async (name) => {
  const { follow } = (await import(`./programs/${name}.ts`)) as { follow: (task: Task) => Promise<Followed> }
  const { types, sizeBytes, version } = await follow({
    baseUrl: stage.url,
    token: stage.token,
    projectId: await stage.createProject(),
  })
  expect(types).toEqual(expect.arrayContaining(['run.created', 'file.started', 'file.completed', 'version.committed']))
  expect(types.at(-1)).toBe('run.succeeded')
  expect(sizeBytes).toBeGreaterThan(FILES * 500)
  expect(version).toBe(1)
})
