// With the client that hey-api makes, which reads server-sent events itself.
import { createClient } from '../generated/hey-api/client'
import { createRun, followRun, type RunEvent } from '../generated/hey-api'
import type { Followed, Task } from './task.ts'

export async function follow({ baseUrl, token, projectId }: Task): Promise<Followed> {
  const client = createClient({ baseUrl, auth: token })
  const { data: run } = await createRun({ client, path: { id: projectId }, body: { prompt: 'Notes', kind: 'edit' } })
  if (run === undefined) throw new Error('no run was made')
  const { stream } = await followRun({ client, path: { id: run.id } })
  const seen: Followed = { types: [], sizeBytes: 0, version: undefined }
  for await (const event of stream) {
    // Where a run has ended already, there is an answer without events.
    if (event === undefined) break
    take(event, seen)
    if (event.type === 'run.succeeded') break
  }
  return seen
}

function take(event: RunEvent, seen: Followed): void {
  if (!seen.types.includes(event.type)) seen.types.push(event.type)
  if (event.type === 'file.completed') seen.sizeBytes += event.size_bytes
  if (event.type === 'run.succeeded') seen.version = event.version
  // @ts-expect-error A file that is completed has no title.
  if (event.type === 'file.completed') String(event.title)
}
