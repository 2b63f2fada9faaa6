import { asRecord, parseJson } from '../json/parse-json.ts'
import type { Report } from '../report.ts'

/** The names that import maps of the pages, or a deno.json, give to modules. */
export type ImportMap = { exact: Set<string>; prefixes: Set<string> }

export function createImportMap(): ImportMap {
  return { exact: new Set(), prefixes: new Set() }
}

/** Adds the entries of one map, those for single scopes included, and returns the addresses that they lead to. */
export function addImportMap(map: ImportMap, text: string, report: Report): string[] {
  const { imports, scopes } = asRecord(parseJson(text, report))
  const groups = [asRecord(imports), ...Object.values(asRecord(scopes)).map(asRecord)]
  const entries = groups.flatMap((group) => Object.entries(group))
  for (const [name] of entries) (name.endsWith('/') ? map.prefixes : map.exact).add(name)
  return entries.map(([, address]) => address).filter((address) => typeof address === 'string')
}

export function isInImportMap({ exact, prefixes }: ImportMap, name: string): boolean {
  if (exact.has(name)) return true
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    if (prefixes.has(name.slice(0, at + 1))) return true
  }
  return false
}
