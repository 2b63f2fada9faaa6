// Files that a manifest names: the icons of a web app, the parts of a browser extension, the scripts that npm runs.
import type { Work } from '../../work.ts'
import { asRecord, JSON_CHARS_PER_UNIT, parseLenientJson } from '../json/parse-json.ts'
import { baseName, folderOf, followPath } from '../project-path.ts'
import { quote, type Report } from '../report.ts'
import { isMade } from './made-files.ts'
import type { Surroundings } from './resolve-import.ts'
import { findLinkProblem } from './resolve-link.ts'
import { createStarts } from './starts.ts'

const MAX_LINKS = 200

export async function checkManifestLinks(
  around: Surroundings,
  path: string,
  text: string,
  report: Report,
  work: Work,
): Promise<void> {
  const name = baseName(path)
  if (name !== 'package.json' && name !== 'manifest.json' && !name.endsWith('.webmanifest')) return
  if (work.spend((2 * text.length) / JSON_CHARS_PER_UNIT)) await work.pause()
  const manifest = asRecord(parseLenientJson(text))
  if (name === 'package.json') {
    checkScripts(around, path, text, asRecord(manifest['scripts']), report)
    return
  }
  const isExtension = 'manifest_version' in manifest
  // What a build tool makes of the manifest is another one.
  if (isExtension && around.toolchain.hasResolver) return
  const starts = createStarts(around.project, [folderOf(path)])
  for (const address of (isExtension ? filesOfExtension(manifest) : filesOfApp(manifest)).slice(0, MAX_LINKS)) {
    if (address.includes('*')) continue
    if (work.spend(starts.unitsPerLink)) await work.pause()
    const problem = findLinkProblem(around, starts, { kind: 'resource', address })
    if (problem !== undefined)
      report.add('unresolved_link', problem, Math.max(0, text.indexOf(JSON.stringify(address))))
  }
}

function filesOfApp(manifest: Record<string, unknown>): string[] {
  const shortcuts = list(manifest['shortcuts']).map((shortcut) => asRecord(shortcut)['icons'])
  return [manifest['icons'], manifest['screenshots'], ...shortcuts].flatMap((images) =>
    list(images).flatMap((image) => strings(asRecord(image)['src'])),
  )
}

function filesOfExtension(manifest: Record<string, unknown>): string[] {
  const at = (...keys: string[]) => keys.reduce<unknown>((value, key) => asRecord(value)[key], manifest)
  return [
    ...strings(at('icons')),
    ...['action', 'browser_action', 'page_action'].flatMap((key) => [
      ...strings(at(key, 'default_popup')),
      ...strings(at(key, 'default_icon')),
    ]),
    ...strings(at('background', 'service_worker')),
    ...strings(at('background', 'scripts')),
    ...strings(at('background', 'page')),
    ...strings(at('options_page')),
    ...strings(at('options_ui', 'page')),
    ...list(at('content_scripts')).flatMap((script) => [
      ...strings(asRecord(script)['js']),
      ...strings(asRecord(script)['css']),
    ]),
  ]
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** A string, those of a list, or the values of an object. */
function strings(value: unknown): string[] {
  const values = typeof value === 'object' && value !== null ? Object.values(value) : [value]
  return values.filter((item) => typeof item === 'string')
}

/** A command that runs a file and does nothing before it that could make one, or go elsewhere. */
const RUN =
  /^(?:cross-env\s+)?(?:[A-Z_]+=\S+\s+)*(?:node|nodemon|tsx|ts-node|bun)(?:\s+run|\s+watch)?\s+((?:\.\/)?[\w/-][\w./-]*\.(?:[cm]?[jt]s|tsx))(?=\s|$)/

function checkScripts(
  { project, toolchain }: Surroundings,
  path: string,
  text: string,
  scripts: Record<string, unknown>,
  report: Report,
): void {
  for (const [name, command] of Object.entries(scripts).slice(0, MAX_LINKS)) {
    if (typeof command !== 'string' || command.length > 1000) continue
    const file = RUN.exec(command)?.[1]
    const target = file === undefined ? undefined : followPath(folderOf(path), file)
    if (file === undefined || target === undefined || project.paths.has(target)) continue
    // A folder that is not there is one that a build makes.
    if (!project.folders.has(folderOf(target)) || isMade(project, toolchain, target, 'link')) continue
    const message = `The script ${quote(name)} runs ${quote(file)}, which is not in the project: add the file or correct the name.`
    report.add('unresolved_link', message, Math.max(0, text.indexOf(file)))
  }
}
