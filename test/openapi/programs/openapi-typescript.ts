// With the types of openapi-typescript, its own fetch client, and any reader of server-sent events.
import { EventSourceParserStream } from 'eventsource-parser/stream'
import createClient from 'openapi-fetch'
import type { components, paths } from '../generated/openapi-typescript/api.ts'
import type { Followed, Task } from './task.ts'

type RunEvent = components['schemas']['RunEvent']

export async function follow({ baseUrl, token, projectId }: Task): Promise<Followed> {
  const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } })
  const { data: run } = await api.POST('/api/projects/{id}/runs', {
    params: { path: { id: projectId } },
    body: { prompt: 'Notes', kind: 'edit' },
  })
  // Who asks for events gets those in its place.
  if (run === undefined || !('id' in run)) throw new Error('no run was made')
  const { data: body } = await api.GET('/api/runs/{id}/events', {
    params: { path: { id: run.id } },
    parseAs: 'stream',
  })
  if (!body) throw new Error('there are no events')
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
