import type { Site } from './site.ts'

/** One row of the table. What it returns must be the same on every runtime; it throws what is wrong on any. */
export type Case = { name: string; run: (site: Site) => Promise<unknown> }
export type Group = { title: string; cases: Case[] }

export function group(title: string, cases: Record<string, Case['run']>): Group {
  return { title, cases: Object.entries(cases).map(([name, run]) => ({ name, run })) }
}
