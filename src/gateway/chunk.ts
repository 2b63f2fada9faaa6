// Answers of OpenAI's protocol, as far as they are looked into. Nothing of them is certain: providers differ.

export type ToolCall = {
  index?: unknown
  id?: unknown
  function?: { name?: unknown; arguments?: unknown } | null
}
/** What is said: a message, or a piece of one. */
export type Said = {
  role?: unknown
  content?: unknown
  refusal?: unknown
  reasoning?: unknown
  reasoning_content?: unknown
  tool_calls?: readonly (ToolCall | null)[] | null
  [field: string]: unknown
}
export type Choice = { index?: unknown; delta?: Said | null; message?: Said | null; finish_reason?: unknown }
/** A chunk of a streamed answer, or a whole one. */
export type Chunk = {
  id?: unknown
  model?: unknown
  created?: unknown
  choices?: readonly (Choice | null)[] | null
  usage?: unknown
  error?: unknown
  data?: unknown
}

/** The choices of an answer; providers send chunks without any, for usage and as a sign of life. */
export function choicesOf({ choices }: Chunk): readonly Choice[] {
  if (!Array.isArray(choices)) return []
  return choices.every(isChoice) ? choices : choices.filter(isChoice)
}

function isChoice(choice: unknown): choice is Choice {
  return typeof choice === 'object' && choice !== null
}

export function saidOf({ delta, message }: Choice): Said {
  return delta ?? message ?? {}
}

/** The calls of tools in what is said. */
export function toolCallsOf({ tool_calls: calls }: Said): readonly (ToolCall | null)[] {
  return Array.isArray(calls) ? calls : []
}

/** The text of a content, which some providers send in parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: unknown) => (isTextPart(part) ? part.text : '')).join('')
}

function isTextPart(part: unknown): part is { text: string } {
  if (typeof part !== 'object' || part === null) return false
  const { type = 'text', text } = part as { type?: unknown; text?: unknown }
  return (type === 'text' || type === 'output_text' || type === 'input_text') && typeof text === 'string'
}

/** Whether something of the answer itself is there, not only its frame. */
export function saysSomething(chunk: Chunk): boolean {
  for (const choice of choicesOf(chunk)) {
    const said = saidOf(choice)
    for (const name in said) if (name !== 'role' && !isEmpty(said[name])) return true
  }
  return false
}

function isEmpty(part: unknown): boolean {
  return part === null || part === undefined || part === '' || (Array.isArray(part) && part.length === 0)
}

/** All that a model has written in a piece, in every choice: text, thoughts, refusals, calls of tools. */
export function writtenIn(chunk: Chunk): string {
  let written = ''
  for (const choice of choicesOf(chunk)) {
    const said = saidOf(choice)
    written += textOf(said.content) + asText(said.refusal) + asText(said.reasoning_content ?? said.reasoning)
    for (const call of toolCallsOf(said)) {
      const called = call?.function
      written += asText(called?.name) + asText(called?.arguments)
    }
  }
  return written
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
