import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startServices } from '../../local/services.ts'

/** Starts the backing services that integration tests share; every test makes its own users and projects in them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'samokoder-test-'))
  const services = await startServices({ dataDir, database: 'in memory' }, {})
  // All tests come from one address, and some ask more than a person would.
  const limits = { RATE_LIMIT_PER_ACCOUNT: '100000', RATE_LIMIT_PER_ADDRESS: '100000' }
  project.provide('environment', { ...services.environment, ...limits })
  return async () => {
    await services.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}
