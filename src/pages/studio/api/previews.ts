import type { Preview } from '../../../preview/previews.ts'
import { callJson, onceOnly } from './call.ts'

export type { Preview }

/** One that ends sooner is not begun with. */
const LEAST_LIFE_MS = 600_000

/**
 * An address at which the newest version is looked at, whatever it is by then. The one of before is taken again while it
 * lives: what a project has stored in the browser belongs to its address.
 */
export async function openPreview(projectId: string): Promise<Preview> {
  const { items } = await callJson<{ items: Preview[] }>('GET', `api/projects/${projectId}/previews?limit=50`)
  const known = items.find(
    ({ shared, version, run_id, revoked_at, expires_at }) =>
      !shared &&
      version === null &&
      run_id === null &&
      revoked_at === null &&
      Date.parse(expires_at) > Date.now() + LEAST_LIFE_MS,
  )
  return known ?? createPreview(projectId, false)
}

/** A shared one lives longer, and may be given to others. */
export function createPreview(projectId: string, shared: boolean): Promise<Preview> {
  return callJson('POST', `api/projects/${projectId}/previews`, { json: { shared }, headers: onceOnly() })
}
