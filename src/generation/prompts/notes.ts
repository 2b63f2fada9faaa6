import type { ChatMessage } from '../../gateway/chat-message.ts'

/** The messages with more to say at the end of the last one. */
export function withNotes(messages: ChatMessage[], notes: readonly string[]): ChatMessage[] {
  const last = messages.at(-1)
  if (last === undefined || notes.length === 0) return messages
  return [...messages.slice(0, -1), { ...last, content: [last.content, ...notes].join('\n\n') }]
}
