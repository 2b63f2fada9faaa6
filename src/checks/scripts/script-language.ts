import { extensionOf } from '../project-path.ts'
import type { Goal, Language } from './parse-script.ts'
import type { ScriptUsage } from './script-usage.ts'
import type { Toolchain } from '../links/toolchain.ts'

const EXTENSIONS = new Set(['.js', '.mjs', '.cjs', '.jsx', '.ts', '.tsx', '.mts', '.cts'])

export function isScript(path: string): boolean {
  return EXTENSIONS.has(extensionOf(path))
}

export function languageOf(path: string, { allowsJsx, hasCompiler }: Toolchain): Language {
  const extension = extensionOf(path)
  return {
    typescript: /^\.[cm]?tsx?$/.test(extension),
    jsx: extension === '.jsx' || extension === '.tsx' || (allowsJsx && extension === '.js'),
    compiled: hasCompiler,
    declarations: /\.d(?:\.[^./]+)?\.[cm]?ts$/i.test(path),
  }
}

/** How the file is run, as far as its name and the pages tell. */
export function goalOf(path: string, usage: ScriptUsage | undefined, { packages }: Toolchain): Goal {
  const extension = extensionOf(path)
  if (extension === '.mjs' || extension === '.mts') return 'module'
  if (extension === '.cjs') return 'commonjs'
  if (usage === undefined || extension !== '.js') return 'unknown'
  if (usage.types.has('module')) return 'module'
  // Parcel turns the scripts of a page into modules itself.
  const hasParcel = packages.dependencies.has('parcel') || packages.dependencies.has('parcel-bundler')
  return usage.types.has('classic') && usage.types.size === 1 && !hasParcel ? 'classic' : 'unknown'
}
