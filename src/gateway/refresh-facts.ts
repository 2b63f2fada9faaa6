// What providers that list their models tell of those that a deployment serves, taken over into ai_models beside what operators
// have set there.
import type { Config } from '../config.ts'
import type { ListedFacts } from '../services/database-types.ts'
import { askPlainly } from '../services/probes.ts'
import { connectAsService, rowsOf } from '../services/supabase.ts'
import { factsInEntry } from './listed-facts.ts'
import { placesOfModels } from './model-places.ts'
import { headersFor, type AttachedProvider } from './providers/attached.ts'
import { readText } from './read-pieces.ts'

const TIMEOUT_MS = 20_000
/** Of a list in pages, which OpenRouter begins to have. */
const MOST_PAGES = 20

export type Refreshed = {
  model: string
  outcome: 'refreshed' | 'nothing told' | 'not listed' | 'no answer' | 'not attached'
}

type Entry = { readonly [field: string]: unknown }

/**
 * Asks each provider of a deployment's models for its list, and stores what it tells of them. What it no longer tells, and
 * what operators have set, stays.
 * @throws {AppError} as rowsOf does
 */
export async function refreshFactsFromLists(config: Config): Promise<Refreshed[]> {
  const told = await Promise.all(
    placesOfModels(config).map(async ({ models, targets, attached }) => {
      if (attached === undefined) return models.map((model) => ({ model, outcome: 'not attached' as const }))
      const entries = await listModels(config, attached).catch(() => undefined)
      return targets.map(({ name, model }) => ({ model: name, ...find(entries, model, attached) }))
    }),
  )
  const found = told.flat()
  const now = new Date().toISOString()
  const rows = found.flatMap((one) =>
    'facts' in one && one.outcome === 'refreshed' ? [{ model: one.model, listed: one.facts, listed_at: now }] : [],
  )
  if (rows.length > 0) {
    rowsOf(await connectAsService(config).from('ai_models').upsert(rows, { onConflict: 'model' }).select('model'))
  }
  return found.map(({ model, outcome }) => ({ model, outcome }))
}

type Found = { outcome: Refreshed['outcome']; facts: ListedFacts }

function find(entries: readonly Entry[] | undefined, model: string, { provider }: AttachedProvider): Found {
  if (entries === undefined) return { outcome: 'no answer', facts: {} }
  // Gemini lists them as models/…
  const entry = entries.find(({ id }) => id === model || id === `models/${model}`)
  if (entry === undefined) return { outcome: 'not listed', facts: {} }
  const facts = factsInEntry(entry, provider)
  return { outcome: Object.keys(facts).length === 0 ? 'nothing told' : 'refreshed', facts }
}

/** @throws what fetch throws, and when it is no list */
async function listModels(config: Config, attached: AttachedProvider): Promise<Entry[]> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const headers = await headersFor(config, attached, signal)
  const first = `${attached.baseUrl}/models`
  const entries: Entry[] = []
  let url: string | undefined = first
  for (let page = 0; url !== undefined && page < MOST_PAGES; page += 1) {
    const response = await askPlainly(url, headers, signal)
    const text = await readText(response.body, signal)
    if (!response.ok) throw new Error(`status ${response.status}`)
    const listed = JSON.parse(text) as { data?: unknown; links?: { next?: unknown } }
    // Together does not wrap it.
    const list: unknown = Array.isArray(listed) ? listed : listed.data
    if (!Array.isArray(list)) throw new Error('no list of models')
    entries.push(...list.filter((entry): entry is Entry => typeof entry === 'object' && entry !== null))
    url = nextPage(first, listed.links?.next)
  }
  return entries
}

/** The key goes to its provider alone. */
function nextPage(first: string, next: unknown): string | undefined {
  if (typeof next !== 'string' || next === '') return undefined
  const { origin, href } = new URL(next, first)
  return origin === new URL(first).origin ? href : undefined
}
