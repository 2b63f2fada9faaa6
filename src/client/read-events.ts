import { createParser } from 'eventsource-parser'

export type ServerSentEvent = { id: string | undefined; data: string }

/** The API says every few seconds that a stream is alive: one that is silent for so long is cut, and nobody has told. */
const LONGEST_SILENCE_MS = 45_000

/** The events of a body, each when it is whole; what is cut off within one is none. Throws what the connection breaks with. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let events: ServerSentEvent[] = []
  const parser = createParser({ onEvent: ({ id, data }) => void events.push({ id, data }) })
  try {
    for (;;) {
      const { done, value } = await readInTime(reader)
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      const whole = events
      events = []
      yield* whole
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function readInTime(reader: ReadableStreamDefaultReader<Uint8Array>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The stream has fallen silent.')), LONGEST_SILENCE_MS)
  })
  try {
    return await Promise.race([reader.read(), silence])
  } finally {
    clearTimeout(timer)
  }
}
