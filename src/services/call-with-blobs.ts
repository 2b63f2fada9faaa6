import { PostgrestClient } from '@supabase/postgrest-js'
import { createWork } from '../work.ts'
import type { Database } from './database-types.ts'
import type { DatabaseClient } from './supabase.ts'
import { isLargeJson, writeJson } from './write-json.ts'

type Functions = Database['public']['Functions']

/**
 * Calls a function that stores files. Where they are long, its arguments are written in slices and sent instead of those
 * that the client would write in one go: ten megabytes of text can be sixty of JSON.
 */
export async function callWithBlobs<N extends 'commit_version' | 'create_project'>(
  database: DatabaseClient,
  name: N,
  args: Functions[N]['Args'],
) {
  if (!isLargeJson(args.p_blobs)) return database.rpc(name, args)
  const body = await writeJson(args, createWork())
  const { url, headers, fetch = globalThis.fetch } = database
  const sender = new PostgrestClient<Database>(url, {
    headers,
    schema: 'public',
    retry: false,
    fetch: (input, init) => fetch(input, { ...init, body }),
  })
  return sender.rpc(name, { ...args, p_blobs: [] })
}
