import type { Work } from '../../work.ts'
import { baseName, folderOf } from '../project-path.ts'
import type { Report } from '../report.ts'
import { asRecord, isRecord, JSON_CHARS_PER_UNIT, parseJson, parseLenientJson } from './parse-json.ts'

/** What all package.json of a project together say about modules. */
export type Packages = {
  /** There is a package.json, be it empty. */
  areListed: boolean
  /** Every package.json can be read. */
  areKnown: boolean
  dependencies: Set<string>
  /** Packages of the project itself. */
  own: Set<string>
  /** Names that begin with `#` have a meaning. */
  hasImports: boolean
  /** The `type` of each package.json, by its folder. */
  kinds: Map<string, string | undefined>
  /** The project extends VS Code, whose JSON files may all hold comments. */
  extendsEditor: boolean
}

export const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

export async function readPackages(
  files: ReadonlyMap<string, string>,
  reportFor: (path: string) => Report,
  work: Work,
): Promise<Packages> {
  const packages: Packages = {
    areListed: false,
    areKnown: true,
    dependencies: new Set(),
    own: new Set(),
    hasImports: false,
    kinds: new Map(),
    extendsEditor: false,
  }
  for (const [path, text] of files) {
    const name = baseName(path)
    if (name !== 'package.json' && name !== 'deno.json') continue
    if (work.spend(1 + text.length / JSON_CHARS_PER_UNIT)) await work.pause()
    const parsed = parseJson(text, reportFor(path)) ?? parseLenientJson(text)
    const manifest = asRecord(parsed)
    if (name === 'package.json') packages.areKnown &&= parsed !== undefined && listsPackages(manifest)
    packages.areListed ||= name === 'package.json'
    const { type } = manifest
    if (name === 'package.json') packages.kinds.set(folderOf(path), typeof type === 'string' ? type : undefined)
    for (const field of DEPENDENCY_FIELDS) {
      for (const name of Object.keys(asRecord(manifest[field]))) packages.dependencies.add(name)
    }
    if (typeof manifest['name'] === 'string') packages.own.add(manifest['name'])
    packages.hasImports ||= 'imports' in manifest
    packages.extendsEditor ||= 'vscode' in asRecord(manifest['engines'])
  }
  return packages
}

function listsPackages(manifest: Record<string, unknown>): boolean {
  const fields = DEPENDENCY_FIELDS.map((field) => manifest[field])
  return fields.every((field) => field === undefined || isRecord(field))
}
