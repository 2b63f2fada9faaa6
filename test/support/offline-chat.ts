import { answer } from '../../local/offline-model/answer.ts'
import type { Catalogue } from '../../local/offline-model/catalogue.ts'
import { modelId, parseChatRequest } from '../../local/offline-model/chat-request.ts'
import type { OutputEvent } from '../../src/generation/output/events.ts'
import { createOutputParser } from '../../src/generation/output/parser.ts'

type Message = { role: string; content: string }

/** An answer as the pipeline reads it. */
export type ReadAnswer = {
  text: string
  prose: string
  plan: Extract<OutputEvent, { type: 'plan' }> | undefined
  /** Whole files, path → content. */
  files: Map<string, string>
  edits: Extract<OutputEvent, { type: 'edit' }>[]
  problems: OutputEvent[]
}

/** Asks the offline model without a server, and reads its answer with the pipeline's own parser. */
export function askOffline(catalogue: Catalogue, messages: Message[]): ReadAnswer {
  const text = answer(catalogue, parseChatRequest(JSON.stringify({ model: modelId, messages })).messages)
  const parser = createOutputParser()
  const events = [...parser.push(text), ...parser.end()]
  return {
    text,
    prose: events.flatMap((event) => (event.type === 'prose' ? [event.text] : [])).join(''),
    plan: events.find((event) => event.type === 'plan'),
    files: new Map(events.flatMap((event) => (event.type === 'file.completed' ? [[event.path, event.content]] : []))),
    edits: events.filter((event) => event.type === 'edit'),
    problems: events.filter((event) => ['problem', 'mended', 'file.cut'].includes(event.type)),
  }
}
