// A request of the Responses API as one of chat completions: developers.openai.com/api/reference/resources/responses. It is
// answered from itself alone: nothing of an earlier response is kept.
import { AppError } from '../../errors.ts'
import { textOf } from '../chunk.ts'
import type { CallBody } from '../params.ts'

type Fields = { readonly [field: string]: unknown }

/** What has the same name and meaning in both. */
const SAME = [
  'temperature',
  'top_p',
  'top_logprobs',
  'parallel_tool_calls',
  'user',
  'seed',
  'stop',
  'service_tier',
  'prompt_cache_key',
  'safety_identifier',
] as const

/** @throws {AppError} bad_request for what has no counterpart, by the field that is wrong */
export function toChatBody(request: Fields): CallBody {
  const { instructions, input, tools, tool_choice, text, reasoning, max_output_tokens } = request
  for (const field of ['previous_response_id', 'conversation', 'background', 'prompt'] as const) {
    if (request[field]) refuse([field], 'is not kept here: send the whole conversation as input')
  }
  const messages: Fields[] = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : []
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : (input as readonly Fields[])
  for (const [index, item] of items.entries()) addItem(messages, item, index)
  return defined({
    ...Object.fromEntries(SAME.map((name) => [name, request[name] ?? undefined])),
    messages,
    max_tokens: max_output_tokens ?? undefined,
    tools: toTools(tools),
    tool_choice: toToolChoice(tool_choice),
    response_format: toResponseFormat(fieldsOf(text)['format']),
    verbosity: fieldsOf(text)['verbosity'] ?? undefined,
    reasoning_effort: fieldsOf(reasoning)['effort'] ?? undefined,
  })
}

function addItem(messages: Fields[], item: Fields, index: number): void {
  const { type = 'message', role, content, call_id, name, arguments: given, output } = item
  if (type === 'message') {
    // Of a developer, providers other than OpenAI know nothing.
    return void messages.push({ role: role === 'developer' ? 'system' : role, content: toContent(content, index) })
  }
  if (type === 'function_call') {
    return addCall(messages, { id: call_id, type: 'function', function: { name, arguments: given } })
  }
  if (type === 'function_call_output') {
    return void messages.push({ role: 'tool', tool_call_id: call_id, content: toToolContent(output, index) })
  }
  // What a model thought before is for that model.
  if (type !== 'reasoning') refuse(['input', index, 'type'], 'is none of: message, function_call, function_call_output')
}

/** Calls that were made at a time, and what was said before them, are one message. */
function addCall(messages: Fields[], call: Fields): void {
  const last = messages.at(-1)
  if (last?.['role'] !== 'assistant')
    return void messages.push({ role: 'assistant', content: null, tool_calls: [call] })
  if (Array.isArray(last['tool_calls'])) return void last['tool_calls'].push(call)
  messages[messages.length - 1] = { ...last, tool_calls: [call] }
}

function toToolContent(output: unknown, index: number): string {
  const parts = Array.isArray(output) ? (output as readonly unknown[]) : []
  if (parts.every((part) => fieldsOf(part)['type'] === 'input_text')) return textOf(output)
  return refuse(['input', index, 'output'], 'must be text: models are shown nothing else that comes of a tool')
}

function toContent(content: unknown, index: number): unknown {
  if (!Array.isArray(content)) return content
  const parts = (content as readonly unknown[]).map((part) => toPart(fieldsOf(part), index))
  const texts = parts.every(({ type }) => type === 'text')
  return texts ? textOf(parts) : parts
}

function toPart(part: Fields, index: number): Fields {
  const { type, text, refusal, image_url: url, detail, file_data, file_id, filename } = part
  if (type === 'input_text' || type === 'output_text' || type === 'text') return { type: 'text', text }
  if (type === 'refusal') return { type: 'text', text: refusal }
  if (type === 'input_image' && typeof url === 'string') {
    return { type: 'image_url', image_url: defined({ url, detail: detail ?? undefined }) }
  }
  if (type === 'input_file' && (typeof file_data === 'string' || typeof file_id === 'string')) {
    return { type: 'file', file: defined({ file_data, file_id, filename }) }
  }
  const known = 'input_text, input_image by URL, input_file by its data'
  return refuse(['input', index, 'content'], `has a part that is none of: ${known}`)
}

function toTools(tools: unknown): unknown {
  if (!Array.isArray(tools) || tools.length === 0) return undefined
  return tools.map((tool, index) => {
    const { type, name, description, parameters, strict } = fieldsOf(tool)
    if (type !== 'function') refuse(['tools', index, 'type'], 'must be function: no others are run here')
    return { type, function: defined({ name, description, parameters, strict: strict ?? undefined }) }
  })
}

function toToolChoice(choice: unknown): unknown {
  const { type, name } = fieldsOf(choice)
  if (type === 'function') return { type, function: { name } }
  return typeof choice === 'string' ? choice : undefined
}

function toResponseFormat(format: unknown): unknown {
  const { type, name, schema, strict, description } = fieldsOf(format)
  if (type === 'json_object') return { type }
  if (type !== 'json_schema') return undefined
  return { type, json_schema: defined({ name, schema, strict: strict ?? undefined, description }) }
}

function fieldsOf(value: unknown): Fields {
  return Object(value) as Fields
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function refuse(path: (string | number)[], message: string): never {
  throw new AppError('bad_request', { details: [{ path: ['body', ...path], message }] })
}
