import { baseName } from '../project-path.ts'

/** What one package.json says about modules. */
export type PackageManifest = { path: string; name: string | undefined; packages: Set<string>; hasImports: boolean }

export const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

export function readManifests(files: ReadonlyMap<string, string>): PackageManifest[] {
  const manifests: PackageManifest[] = []
  for (const [path, text] of files) {
    if (baseName(path) !== 'package.json') continue
    const manifest = asRecord(parseJson(text))
    const packages = DEPENDENCY_FIELDS.flatMap((field) => Object.keys(asRecord(manifest[field])))
    const name = typeof manifest['name'] === 'string' ? manifest['name'] : undefined
    manifests.push({ path, name, packages: new Set(packages), hasImports: 'imports' in manifest })
  }
  return manifests
}

/** Undefined for what is no JSON: the syntax is checked elsewhere. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** An empty object for what is none. */
export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
