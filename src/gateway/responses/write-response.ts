// Answers of chat completions as those of the Responses API, whole or event by event.
import type { CallUsage } from '../../services/database-types.ts'
import { choicesOf, saidOf, textOf, toolCallsOf, type Chunk } from '../chunk.ts'
import type { CallState } from '../model-call.ts'
import { createItems, type Fields, type Send } from './items.ts'
import { openCalls } from './write-calls.ts'

export type ResponseEvent = { type: string; sequence_number: number; [field: string]: unknown }

type AddItem = (item: Fields) => number
/** A part of the output that is being written; `close` tells of its end. */
type Part = { kind: string; add: (text: string) => void; close: () => void }

export type ResponseWriter = {
  /** The events with which a stream opens. */
  open: () => ResponseEvent[]
  /** Takes a chunk, or a whole answer. */
  take: (chunk: Chunk) => ResponseEvent[]
  end: (state: CallState) => ResponseEvent[]
  fail: (error: { code: string; message: string }) => ResponseEvent[]
  /** The response as it stands. */
  response: () => Fields
}

/** `request` is what was asked, of which a response repeats a part. */
export function createResponseWriter(request: Fields): ResponseWriter {
  const key = crypto.randomUUID().replaceAll('-', '')
  const newItem = createItems(key)
  const response = openResponse(`resp_${key}`, request)
  const output: Fields[] = []
  let current: Part | undefined
  let events: ResponseEvent[] = []
  let sent = 0

  const send: Send = (type, fields) => {
    events.push({ type, sequence_number: sent, ...fields })
    sent += 1
  }
  const taken = () => {
    const list = events
    events = []
    return list
  }
  const addItem = (item: Fields) => {
    output.push(item)
    send('response.output_item.added', { output_index: output.length - 1, item: { ...item } })
    return output.length - 1
  }

  const calls = openCalls(newItem, addItem, send)

  function closeCurrent(): void {
    current?.close()
    current = undefined
  }

  function write(kind: 'output_text' | 'refusal' | 'reasoning', text: string): void {
    if (text === '') return
    if (current?.kind !== kind) {
      closeCurrent()
      const item = kind === 'reasoning' ? newItem('reasoning', 'rs') : newItem('message', 'msg')
      const opened = kind === 'reasoning' ? openReasoning(item, addItem, send) : openMessage(kind, item, addItem, send)
      current = { kind, ...opened }
    }
    current.add(text)
  }

  return {
    open() {
      send('response.created', { response: { ...response } })
      send('response.in_progress', { response: { ...response } })
      return taken()
    },
    take(chunk) {
      if (typeof chunk.model === 'string') response['model'] = chunk.model
      const [choice] = choicesOf(chunk)
      if (choice === undefined) return taken()
      const said = saidOf(choice)
      write('reasoning', textOf(said.reasoning_content ?? said.reasoning))
      write('output_text', textOf(said.content))
      write('refusal', textOf(said.refusal))
      for (const told of toolCallsOf(said)) {
        if (told === null) continue
        closeCurrent()
        calls.take(told)
      }
      return taken()
    },
    end({ end }) {
      closeCurrent()
      calls.close()
      const reason = INCOMPLETE[end.finishReason ?? '']
      Object.assign(response, {
        status: reason === undefined ? 'completed' : 'incomplete',
        output,
        usage: toUsage(end.usage),
      })
      if (reason !== undefined) response['incomplete_details'] = { reason }
      send(`response.${String(response['status'])}`, { response })
      return taken()
    },
    fail({ code, message }) {
      Object.assign(response, { status: 'failed', output, error: { code, message } })
      send('response.failed', { response })
      return taken()
    },
    response: () => response,
  }
}

const INCOMPLETE: Record<string, string> = { length: 'max_output_tokens', content_filter: 'content_filter' }

function openMessage(type: 'output_text' | 'refusal', item: Fields, addItem: AddItem, send: Send) {
  const field = type === 'output_text' ? 'text' : 'refusal'
  Object.assign(item, { role: 'assistant', content: [] })
  const part: Fields = type === 'refusal' ? { type, refusal: '' } : { type, text: '', annotations: [], logprobs: [] }
  const place = { output_index: addItem(item), item_id: item['id'], content_index: 0 }
  const more = type === 'refusal' ? {} : { logprobs: [] }
  send('response.content_part.added', { ...place, part: { ...part } })
  let whole = ''
  return {
    add(text: string) {
      whole += text
      send(`response.${type}.delta`, { ...place, delta: text, ...more })
    },
    close() {
      part[field] = whole
      Object.assign(item, { status: 'completed', content: [part] })
      send(`response.${type}.done`, { ...place, [field]: whole, ...more })
      send('response.content_part.done', { ...place, part })
      send('response.output_item.done', { output_index: place.output_index, item })
    },
  }
}

/** What a provider shows of a model's thoughts stands where OpenAI gives their summary. */
function openReasoning(item: Fields, addItem: AddItem, send: Send) {
  item['summary'] = []
  const place = { output_index: addItem(item), item_id: item['id'], summary_index: 0 }
  send('response.reasoning_summary_part.added', { ...place, part: { type: 'summary_text', text: '' } })
  let whole = ''
  return {
    add(text: string) {
      whole += text
      send('response.reasoning_summary_text.delta', { ...place, delta: text })
    },
    close() {
      const part = { type: 'summary_text', text: whole }
      Object.assign(item, { status: 'completed', summary: [part] })
      send('response.reasoning_summary_text.done', { ...place, text: whole })
      send('response.reasoning_summary_part.done', { ...place, part })
      send('response.output_item.done', { output_index: place.output_index, item })
    },
  }
}

function openResponse(id: string, request: Fields): Fields {
  const { model, instructions, max_output_tokens, temperature, top_p, text, tools, tool_choice, metadata } = request
  return {
    id,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions: instructions ?? null,
    max_output_tokens: max_output_tokens ?? null,
    model,
    output: [],
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: request['reasoning'] ?? { effort: null, summary: null },
    store: false,
    temperature: temperature ?? null,
    text: text ?? { format: { type: 'text' } },
    tool_choice: tool_choice ?? 'auto',
    tools: tools ?? [],
    top_p: top_p ?? null,
    truncation: 'disabled',
    usage: null,
    metadata: metadata ?? {},
  }
}

function toUsage(usage: CallUsage | undefined): Fields | null {
  if (usage === undefined) return null
  const { prompt_tokens, completion_tokens, cached_tokens = 0, reasoning_tokens = 0 } = usage
  return {
    input_tokens: prompt_tokens,
    input_tokens_details: { cached_tokens },
    output_tokens: completion_tokens,
    output_tokens_details: { reasoning_tokens },
    total_tokens: prompt_tokens + completion_tokens,
  }
}
