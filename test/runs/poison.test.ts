import { expect, it } from 'vitest'
import { pipelines } from '../../src/generation/pipelines.ts'
import { driveRun } from '../../src/runs/drive.ts'
import { createRun } from '../../src/runs/run.ts'
import { connectAsUser } from '../../src/services/supabase.ts'
import { worstProjects } from '../bench/worst-projects.ts'
import { createProject } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

/** Far less than an unbounded check of such projects takes, and far more than a slice of one. */
const LEASE_SECONDS = 8
/** Room for the file that the run changes. */
const MOST_POISONED = 9
const EDIT = '<edit path="mine.txt">\n<<<<<<< SEARCH\nbefore\n=======\nafter\n>>>>>>> REPLACE\n</edit>\n'

const { model, stack, client } = await startScriptedStack({ RUN_LEASE_SECONDS: String(LEASE_SECONDS) })

/** A project with the files and one more, and an edit of that one. */
async function createEdit(files: Iterable<[path: string, content: string]>): Promise<string> {
  const projectId = await createProject(client)
  for (const [path, content] of [...files, ['mine.txt', 'before\n'] as const]) {
    const { status } = await client.call('PUT', `/api/projects/${projectId}/files/${path}`, content)
    expect(status).toBe(201)
  }
  const wanted = { kind: 'edit' as const, prompt: 'Change it', model: 'm' }
  return (await createRun(connectAsUser(stack.config, client.token), projectId, wanted)).id
}

async function drive(id: string) {
  await driveRun({ config: stack.config, log: () => undefined, pipelines }, id)
  const database = connectAsUser(stack.config, client.token)
  const { data } = await database.from('runs').select('status,epoch,version').eq('id', id).single()
  return data
}

it.each(['unclosed CSS strings', 'inline scripts', 'short statements'])(
  'a run over %s ends with the claim that it began with, and so do those beside it',
  async (name) => {
    const files = worstProjects.find((project) => project.name === name)?.files() ?? new Map<string, string>()
    expect(files.size).toBeGreaterThan(MOST_POISONED)
    const poisoned = await createEdit([...files].slice(0, MOST_POISONED))
    const neighbours = await Promise.all([1, 2].map(() => createEdit([])))
    for (let call = 0; call < 3; call += 1) {
      model.script((reply) => {
        reply.text(EDIT)
        reply.end()
      })
    }
    const [first, ...others] = await Promise.all([poisoned, ...neighbours].map(drive))
    expect(first).toMatchObject({ epoch: 1, version: MOST_POISONED + 2 })
    expect(others).toEqual(others.map(() => ({ status: 'succeeded', epoch: 1, version: 2 })))
  },
)
