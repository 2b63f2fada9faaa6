import { answer } from '../../local/offline-model/answer.ts'
import type { Catalogue } from '../../local/offline-model/catalogue.ts'
import { modelId, parseChatRequest } from '../../local/offline-model/chat-request.ts'
import {
  openEditConversation,
  type EditConversation,
  type Render,
} from '../../src/generation/context/edit-conversation.ts'
import { createWriteContext } from '../../src/generation/context/write-context.ts'
import { editMessages, type Plan } from '../../src/generation/prompts.ts'
import type { OutputEvent } from '../../src/generation/output/events.ts'
import { createOutputParser } from '../../src/generation/output/parser.ts'

type Message = { role: string; content: string }

const asking = {
  config: { AI_MODEL_LIMITS: {}, AI_FALLBACK_MODELS: [], AI_MAX_OUTPUT_TOKENS: undefined, RUN_FILES_PER_CALL: 6 },
  model: modelId,
}

/** What the pipeline sends to have files of a plan written. */
export async function messagesToWrite(
  prompt: string,
  plan: Plan,
  paths: readonly string[],
  written: ReadonlyMap<string, string> = new Map(),
): Promise<Message[]> {
  const workspace = { contents: written, touched: new Set(written.keys()) }
  return (await createWriteContext({ ...asking, prompt, plan }).ask(paths, workspace)).messages
}

/** The conversation that the pipeline has to have a project changed. */
export function openEdit(prompt: string, contents: ReadonlyMap<string, string>): Promise<EditConversation> {
  const files = new Map([...contents].map(([path, text]) => [path, { hash: '', size_bytes: text.length }]))
  const render: Render = (shown) => editMessages({ prompt, ...shown })
  const request = { ...asking, prompt, readRecent: async () => new Set<string>(), render }
  return openEditConversation(request, { files, contents })
}

/** The first messages of it. */
export async function messagesToEdit(prompt: string, contents: ReadonlyMap<string, string>): Promise<Message[]> {
  return (await openEdit(prompt, contents)).messages()
}

/** An answer as the pipeline reads it. */
export type ReadAnswer = {
  text: string
  prose: string
  plan: Extract<OutputEvent, { type: 'plan' }> | undefined
  /** Whole files, path → content. */
  files: Map<string, string>
  edits: Extract<OutputEvent, { type: 'edit' }>[]
  /** Files that it asks for. */
  reads: string[]
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
    reads: events.flatMap((event) => (event.type === 'read' ? [event.path] : [])),
    problems: events.filter((event) => ['problem', 'mended', 'file.cut'].includes(event.type)),
  }
}
