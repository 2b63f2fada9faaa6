import * as z from 'zod'

/** Text that a Postgres text column and JSON can hold: no NUL, no half of a surrogate pair. */
export const storedText = z.string().refine((text) => text.isWellFormed() && !text.includes('\0'), {
  error: 'must be Unicode text without NUL',
  abort: true,
})
