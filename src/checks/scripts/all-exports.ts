// What modules export once `export *` is followed. The modules that one passes on are a set of bits, so that however the
// stars chain and cross, following all of them takes a few machine words for each pair of modules.
import type { Work } from '../../work.ts'
import { BitSet } from './bit-set.ts'
import type { ScriptExports } from './script-exports.ts'

export type AllExports = {
  has: (name: string) => boolean
  /** There is a default export and nothing else. */
  isDefaultOnly: () => boolean
  /** False when there may be exports that the syntax does not show. */
  certain: boolean
}

type Module = { exports: ScriptExports; index: number; targets: BitSet }

const WORDS_PER_UNIT = 400
const OWNERS_PER_UNIT = 500
const UNITS_PER_STAR = 6

/** `follow` gives the path that a module's specifier means. */
export async function readAllExports(
  exportsByPath: ReadonlyMap<string, ScriptExports>,
  follow: (path: string, specifier: string) => string | undefined,
  work: Work,
): Promise<(path: string) => AllExports | undefined> {
  const size = exportsByPath.size
  const modules: Module[] = [...exportsByPath.values()].map((exports, index) => {
    return { exports, index, targets: new BitSet(size) }
  })
  const byPath = new Map([...exportsByPath.keys()].map((path, index) => [path, modules[index]]))
  const uncertain = new BitSet(size)
  const owners = new Map<string, number[]>()

  for (const [path, module] of byPath) {
    if (module === undefined) continue
    const { exports, index, targets } = module
    if (!exports.certain) uncertain.add(index)
    for (const specifier of exports.stars) {
      if (work.spend(UNITS_PER_STAR)) await work.pause()
      const target = byPath.get(follow(path, specifier) ?? '')
      if (target === undefined) uncertain.add(index)
      else targets.add(target.index)
    }
    for (const name of exports.names) addOwner(owners, name, index)
    if (work.spend(exports.names.size / 5)) await work.pause()
  }

  const found = new Map<string, AllExports>()
  for (const [path, module] of byPath) {
    if (module === undefined) continue
    const passedOn = findPassedOn(modules, module, work)
    if (work.spend(1)) await work.pause()
    found.set(path, describe(module, passedOn))
  }
  return (path) => found.get(path)

  function describe({ exports: { names, stars }, index: own }: Module, passedOn: BitSet): AllExports {
    const isOwner = (owner: number) => owner !== own && passedOn.has(owner)
    return {
      certain: !passedOn.meets(uncertain),
      has(name) {
        if (names.has(name)) return true
        if (name === 'default' || stars.length === 0) return false
        const candidates = owners.get(name) ?? []
        work.spend(candidates.length / OWNERS_PER_UNIT)
        return candidates.some(isOwner)
      },
      isDefaultOnly() {
        if (names.size !== 1 || !names.has('default')) return false
        return modules.every(({ exports, index }) => !isOwner(index) || isSubsetOfDefault(exports.names))
      },
    }
  }
}

/** The module itself, and all that its stars lead to. */
function findPassedOn(modules: readonly Module[], start: Module, work: Work): BitSet {
  const passedOn = new BitSet(modules.length)
  passedOn.add(start.index)
  if (start.exports.stars.length === 0) return passedOn
  const pending = [start.index]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const targets = modules[at]?.targets
    if (targets === undefined) continue
    work.spend(targets.words.length / WORDS_PER_UNIT)
    for (const added of passedOn.addAll(targets)) pending.push(added)
  }
  return passedOn
}

function addOwner(owners: Map<string, number[]>, name: string, index: number): void {
  const known = owners.get(name)
  if (known === undefined) owners.set(name, [index])
  else known.push(index)
}

function isSubsetOfDefault(names: ReadonlySet<string>): boolean {
  return names.size === 0 || (names.size === 1 && names.has('default'))
}
