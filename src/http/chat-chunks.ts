import type { Chunk } from '../gateway/chunk.ts'
import type { Piece } from '../gateway/read-answer.ts'
import type { AppContext } from './context.ts'
import { reportError } from './error-reply.ts'

/**
 * The event stream of a chat completion: its frames as they came, then `[DONE]`; after an error, that error and nothing.
 * The chunk with the usage, which is always asked for, is for those who asked for it.
 */
export async function* formatChunks(
  c: AppContext,
  first: Promise<IteratorResult<Piece, unknown>>,
  rest: AsyncGenerator<Piece>,
  withUsage: boolean,
): AsyncGenerator<string> {
  try {
    for (let next = await first; next.done !== true; next = await rest.next()) {
      if (withUsage || !isUsageAlone(next.value.chunk)) yield next.value.raw
    }
    yield 'data: [DONE]\n\n'
  } catch (error) {
    yield `data: ${JSON.stringify(reportError(error, c))}\n\n`
  } finally {
    await rest.return(undefined)
  }
}

function isUsageAlone({ choices, usage }: Chunk): boolean {
  return Boolean(usage) && (!Array.isArray(choices) || choices.length === 0)
}
