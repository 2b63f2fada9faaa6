import type { Chunk } from '../gateway/chunk.ts'
import type { AppContext } from './context.ts'
import { reportError } from './error-reply.ts'
import type { AnswerWriter } from './stream-answer.ts'

/**
 * The event stream of a chat completion: its frames as they came, then `[DONE]`; after an error, that error and nothing.
 * The chunk with the usage, which is always asked for, is for those who asked for it.
 */
export function writeChunks(c: AppContext, withUsage: boolean): AnswerWriter {
  return {
    take: ({ raw, chunk }) => (withUsage || !isUsageAlone(chunk) ? raw : undefined),
    end: () => 'data: [DONE]\n\n',
    fail: (error) => `data: ${JSON.stringify(reportError(error, c))}\n\n`,
  }
}

function isUsageAlone({ choices, usage }: Chunk): boolean {
  return Boolean(usage) && (!Array.isArray(choices) || choices.length === 0)
}
