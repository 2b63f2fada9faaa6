import type { ScriptExports } from './script-exports.ts'

/** Finds all that a module exports, `export *` followed. `follow` gives the path that a module's specifier means. */
export function createExportsOf(
  modules: ReadonlyMap<string, ScriptExports>,
  follow: (path: string, specifier: string) => string | undefined,
): (path: string) => ScriptExports | undefined {
  const known = new Map<string, ScriptExports>()

  return (path) => {
    const own = modules.get(path)
    if (own === undefined || own.stars.length === 0) return own
    const found = known.get(path) ?? collect(path)
    known.set(path, found)
    return found
  }

  function collect(start: string): ScriptExports {
    const all: ScriptExports = { names: new Set(), stars: [], certain: true }
    const seen = new Set([start])
    // A set is walked in order of insertion, what is added on the way included.
    for (const path of seen) {
      const module = modules.get(path)
      if (module === undefined) return { ...all, certain: false }
      all.certain &&= module.certain
      for (const name of module.names) if (name !== 'default' || path === start) all.names.add(name)
      for (const specifier of module.stars) {
        const target = follow(path, specifier)
        if (target === undefined) return { ...all, certain: false }
        seen.add(target)
      }
    }
    return all
  }
}
