import type { Site } from './site.ts'

/** One row of the table. What it returns must be the same on every runtime; it throws what is wrong on any. */
export type Case = { name: string; run: (site: Site) => Promise<unknown> }
export type Group = { title: string; concurrent: boolean; cases: Case[] }

/** Cases that wait more than they work may be concurrent, when none takes up what another has left. */
export function group(title: string, cases: Record<string, Case['run']>, { concurrent = false } = {}): Group {
  return { title, concurrent, cases: Object.entries(cases).map(([name, run]) => ({ name, run })) }
}
