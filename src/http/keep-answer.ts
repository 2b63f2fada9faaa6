import { MOST_KEPT_CHARS, type KeptAnswer } from '../accounts/sealed-answer.ts'
import type { AppContext } from './context.ts'

/** How a stream of /v1 ends that came to its end: one of a chat, or of a response. */
const WHOLE_STREAM = /\n(?:data: \[DONE\]\s*|event: response\.(?:completed|incomplete)\ndata: [^\n]*\n\n)$/

/** Takes what was answered; undefined where that is too long, or did not come to its end. */
type Take = (answer: KeptAnswer | undefined) => Promise<void>

/** Has `take` get the answer of a request with these of its headers: a stream when it has gone by. */
export async function keepAnswer(c: AppContext, headerNames: readonly string[], take: Take): Promise<void> {
  const { res } = c
  const head = headOf(res, headerNames)
  if (res.headers.get('Content-Type')?.startsWith('text/event-stream') === true) {
    c.res = keepStream(c, head, take)
    return
  }
  const body = await res.clone().text()
  await take(body.length > MOST_KEPT_CHARS ? undefined : { ...head, body })
}

/** The stream as it goes by. One that its reader leaves is not kept: what holds the request ends by itself. */
function keepStream(c: AppContext, head: Omit<KeptAnswer, 'body'>, take: Take): Response {
  const { res } = c
  if (res.body === null) return res
  const decoder = new TextDecoder()
  let text = ''
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      if (text.length <= MOST_KEPT_CHARS) text += decoder.decode(chunk, { stream: true })
      controller.enqueue(chunk)
    },
    flush: () => {
      const whole = text.length <= MOST_KEPT_CHARS && WHOLE_STREAM.test(text)
      c.get('defer')(take(whole ? { ...head, body: text } : undefined))
    },
  })
  return new Response(res.body.pipeThrough(passing), res)
}

function headOf(res: Response, names: readonly string[]): Omit<KeptAnswer, 'body'> {
  const headers = names.flatMap((name) => {
    const value = res.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return { status: res.status, headers: Object.fromEntries(headers) }
}
