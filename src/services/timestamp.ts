/** A timestamptz as ISO 8601 in UTC with milliseconds: PostgREST and Supabase Lite spell it differently. */
export function toIso(timestamp: string): string {
  const spelled = timestamp.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
  return new Date(spelled).toISOString()
}
