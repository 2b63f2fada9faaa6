import type { AppContext } from './context.ts'

/** What an archive is sent as. */
export const ARCHIVE_TYPES = ['application/zip', 'application/gzip', 'application/x-gzip', 'application/x-tar']

/** Media type of the request body, without its parameters. */
export function bodyTypeOf(c: AppContext): string {
  return (c.req.header('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
