// With the functions and types that orval makes, and any reader of server-sent events.
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { createRun, getFollowRunUrl, type RunEvent } from '../generated/orval/api'
import type { Followed, Task } from './task.ts'

export async function follow({ token, projectId }: Task): Promise<Followed> {
  const headers = { Authorization: `Bearer ${token}` }
  const made = await createRun(projectId, { prompt: 'Notes', kind: 'edit' }, { headers })
  if (made.status !== 201) throw new Error('no run was made')
  const { body } = await fetch(getFollowRunUrl((made.data as { id: string }).id), { headers })
  if (body === null) throw new Error('there are no events')
  const seen: Followed = { types: [], sizeBytes: 0, version: undefined }
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { data } of events as unknown as AsyncIterable<{ data: string }>)
    take(JSON.parse(data) as RunEvent, seen)
  return seen
}

function take(event: RunEvent, seen: Followed): void {
  if (!seen.types.includes(event.type)) seen.types.push(event.type)
  if (event.type === 'file.completed') seen.sizeBytes += event.size_bytes
  if (event.type === 'run.succeeded') seen.version = event.version
  // @ts-expect-error A file that is completed has no title.
  if (event.type === 'file.completed') String(event.title)
}
