import type { Chunk } from '../gateway/completion.ts'
import type { AppContext } from './context.ts'
import { reportError } from './error-reply.ts'

/**
 * The event stream of a chat completion: a chunk to an event, then `[DONE]`; after an error, that error and nothing.
 * The chunk with the usage, which is always asked for, is for those who asked for it.
 */
export async function* formatChunks(
  c: AppContext,
  first: IteratorResult<Chunk, unknown>,
  rest: AsyncGenerator<Chunk>,
  withUsage: boolean,
): AsyncGenerator<string> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) {
      if (withUsage || !isUsageAlone(next.value)) yield formatData(next.value)
    }
    yield 'data: [DONE]\n\n'
  } catch (error) {
    yield formatData(reportError(error, c))
  } finally {
    await rest.return(undefined)
  }
}

function isUsageAlone({ choices, usage }: Chunk): boolean {
  return Boolean(usage) && (!Array.isArray(choices) || choices.length === 0)
}

function formatData(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`
}
