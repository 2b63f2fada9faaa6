/** A timestamptz as ISO 8601 in UTC with milliseconds: PostgREST and Supabase Lite spell it differently. */
export function toIso(timestamp: string): string {
  const spelled = timestamp.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
  return new Date(spelled).toISOString()
}

/** The same, and null where there is no such moment. */
export function toIsoOrNull(timestamp: string | null): string | null {
  return timestamp === null ? null : toIso(timestamp)
}
