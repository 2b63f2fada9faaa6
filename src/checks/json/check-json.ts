import type { Work } from '../../work.ts'
import { baseName, extensionOf } from '../project-path.ts'
import type { Report } from '../report.ts'
import { findJsonError } from './json-syntax.ts'
import { DEPENDENCY_FIELDS } from './package-manifests.ts'
import { isRecord, parseJson } from './parse-json.ts'

/** Files whose readers allow comments and trailing commas in spite of the name. */
const LENIENT_NAME =
  /^(?:[tj]sconfig(?:\..+)?|devcontainer|\.?(?:eslintrc|swcrc|jshintrc|babelrc|oxlintrc|oxfmtrc)|wrangler|deno|turbo|nx|project|angular|biome|api-extractor|tslint)(?:\.json)?$/

const LENIENT_FOLDER = /(?:^|\/)\.(?:vscode|devcontainer|zed)\//

export async function checkJson(path: string, text: string, report: Report, work: Work): Promise<void> {
  const lenient = extensionOf(path) === '.jsonc' || LENIENT_NAME.test(baseName(path)) || LENIENT_FOLDER.test(path)
  const error = await findJsonError(text, work, lenient)
  if (error !== undefined) report.add('syntax_error', error.message, error.offset)
  else if (baseName(path) === 'package.json') checkManifest(text, report)
}

function checkManifest(text: string, report: Report): void {
  const manifest = parseJson(text, report)
  if (manifest === undefined) return
  if (!isRecord(manifest)) {
    report.add('invalid_manifest', 'package.json must hold an object.')
    return
  }
  for (const field of ['name', 'version']) {
    if (field in manifest && typeof manifest[field] !== 'string') {
      report.add('invalid_manifest', `"${field}" in package.json must be a string.`)
    }
  }
  for (const field of ['scripts', ...DEPENDENCY_FIELDS]) {
    if (field in manifest && !isRecordOfStrings(manifest[field])) {
      report.add('invalid_manifest', `"${field}" in package.json must be an object whose values are strings.`)
    }
  }
}

function isRecordOfStrings(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string')
}
