import { routePath } from 'hono/route'
import { AppError } from '../errors.ts'
import { describeError } from '../telemetry/log.ts'
import type { AppContext } from './context.ts'

/** The parts of an answer that has begun: it can only break off, so what broke it is logged here. */
export async function* logFailure<T>(c: AppContext, parts: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* parts
  } catch (error) {
    const cause = error instanceof AppError ? (error.cause ?? error) : error
    c.get('log')('error', 'answer broke off', { route: routePath(c, -1), ...describeError(cause) })
    // Servers print what they catch: the cause is not for them.
    throw new AppError('internal')
  }
}
