export type ServerSentEvent = { id: string | undefined; event: string; data: string }

/** The events of a stream of this API, each of whose fields is one line; one that breaks off is come back to. */
export async function* readEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let rest = ''
  try {
    for (;;) {
      const chunk = await reader?.read().catch(() => undefined)
      if (chunk?.value === undefined) return
      const blocks = (rest + decoder.decode(chunk.value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) yield* parseEvent(block)
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}

function parseEvent(block: string): ServerSentEvent[] {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1]
  const event = field('event')
  return event === undefined ? [] : [{ id: field('id'), event, data: field('data') ?? '' }]
}
