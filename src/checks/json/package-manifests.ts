import type { Work } from '../../work.ts'
import { baseName } from '../project-path.ts'
import type { Report } from '../report.ts'
import { asRecord, JSON_CHARS_PER_UNIT, parseJson } from './parse-json.ts'

/** What all package.json of a project together say about modules. */
export type Packages = {
  /** There is a package.json, be it empty. */
  areListed: boolean
  dependencies: Set<string>
  /** Packages of the project itself. */
  own: Set<string>
  /** Names that begin with `#` have a meaning. */
  hasImports: boolean
  /** The project extends VS Code, whose JSON files may all hold comments. */
  extendEditor: boolean
}

export const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

export async function readPackages(
  files: ReadonlyMap<string, string>,
  reportFor: (path: string) => Report,
  work: Work,
): Promise<Packages> {
  const packages: Packages = { areListed: false, dependencies: new Set(), own: new Set(), hasImports: false, extendEditor: false }
  for (const [path, text] of files) {
    const name = baseName(path)
    if (name !== 'package.json' && name !== 'deno.json') continue
    if (work.spend(1 + text.length / JSON_CHARS_PER_UNIT)) await work.pause()
    const manifest = asRecord(parseJson(text, reportFor(path)))
    packages.areListed ||= name === 'package.json'
    for (const field of DEPENDENCY_FIELDS) {
      for (const name of Object.keys(asRecord(manifest[field]))) packages.dependencies.add(name)
    }
    if (typeof manifest['name'] === 'string') packages.own.add(manifest['name'])
    packages.hasImports ||= 'imports' in manifest
    packages.extendEditor ||= 'vscode' in asRecord(manifest['engines'])
  }
  return packages
}
