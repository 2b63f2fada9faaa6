// Which of import and require a file may use: Node and browsers have one of them in a file, bundlers both.
import type { Toolchain } from '../links/toolchain.ts'
import { baseName, folderOf, foldersUpward } from '../project-path.ts'
import type { Report } from '../report.ts'
import type { ScriptFacts } from './script-facts.ts'

/** Settings that Node itself loads, with whatever the rest is bundled. */
const NODE_SETTINGS = /^(?:(?:postcss|next|babel|webpack|jest|vue)\.config\.js|\.eslintrc\.js)$/
/** Other settings are loaded by tools that take both. */
const SETTINGS = /(?:^\.|\.(?:config|conf)\.[cm]?js$|^(?:gulpfile|Gruntfile)\.js$)/

export function checkModuleKind(
  toolchain: Toolchain,
  path: string,
  { names, jsxOffset }: ScriptFacts,
  isClassic: boolean,
  report: Report,
): void {
  const name = baseName(path)
  if (!/\.m?js$/.test(name) || names.looksForLoader || isClassic || jsxOffset !== undefined) return
  if (!NODE_SETTINGS.test(name) && (SETTINGS.test(name) || toolchain.takesBothKinds)) return
  const kind = kindOf(toolchain, path)
  const isModule = name.endsWith('.mjs') || kind === 'module' || names.isModule
  const required = names.unknownCalls.find((call) => call.name === 'require')
  const [exported] = names.commonJsExports
  if (isModule && required !== undefined) {
    report.add('wrong_module_kind', 'A module has no require: use import, or name the file .cjs.', required.offset)
  } else if (isModule && exported !== undefined) {
    report.add(
      'wrong_module_kind',
      'A module has no module.exports: use export, or name the file .cjs.',
      exported.offset,
    )
  } else if (kind === 'commonjs' && names.isModule && !name.endsWith('.mjs')) {
    const message =
      'package.json says "type": "commonjs", where import and export fail: use require, or name the file .mjs.'
    report.add('wrong_module_kind', message)
  }
}

/** What the nearest package.json says. */
function kindOf({ packages: { kinds } }: Toolchain, path: string): string | undefined {
  const folder = foldersUpward(folderOf(path)).find((above) => kinds.has(above))
  return folder === undefined ? undefined : kinds.get(folder)
}
