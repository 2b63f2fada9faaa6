import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startServices } from '../../local/services.ts'
import type { Runtime } from './runtimes.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Variables of the database that all projects share. */
    database: Record<string, string>
    /** File with what Node answered. */
    reference: string
    /** Of a project that runs the cases. */
    runtime: Runtime
  }
}

/** Starts the database. Redis and the model are each project's own: see stage.ts. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-conformance-'))
  // Supabase Lite prints every refused query, and the cases refuse many.
  console.error = () => undefined
  const attached = { UPSTASH_REDIS_REST_URL: 'of each project', AI_API_KEY: 'of each project' }
  const services = await startServices({ dataDir: join(folder, 'data'), database: 'in memory' }, attached)
  project.provide('database', services.environment)
  project.provide('reference', join(folder, 'node.json'))
  return async () => {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}
