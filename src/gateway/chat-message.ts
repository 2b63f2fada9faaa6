/** A message of a run, which is text alone. */
export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string }
