import * as z from 'zod'

/** Text that a Postgres text column and JSON can hold: no NUL, no half of a surrogate pair. */
export const storedText = z.string().refine((text) => text.isWellFormed() && !text.includes('\0'), {
  error: 'must be Unicode text without NUL',
  abort: true,
})

/** A JSON value whose every text can be stored: what cannot be becomes U+FFFD, as decoders do it. */
export function toStorable<T>(value: T): T {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed().replaceAll('\0', '\uFFFD') : part,
  )
  return JSON.parse(text) as T
}
