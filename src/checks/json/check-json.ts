import { findJsonError } from './json-syntax.ts'
import { DEPENDENCY_FIELDS, isRecord, parseJson } from './package-manifests.ts'
import { baseName, extensionOf } from '../project-path.ts'
import type { Report } from '../report.ts'

/** Files whose readers allow comments and trailing commas in spite of the name. */
const LENIENT_NAME =
  /^(?:[tj]sconfig(?:\..+)?|devcontainer|\.?(?:eslintrc|swcrc|jshintrc|babelrc|oxlintrc|oxfmtrc)|wrangler|deno|turbo|nx|project|angular|biome|api-extractor|tslint)(?:\.json)?$/

const LENIENT_FOLDER = /(?:^|\/)\.(?:vscode|devcontainer|zed)\//

export function checkJson(path: string, text: string, report: Report): void {
  const lenient = extensionOf(path) === '.jsonc' || LENIENT_NAME.test(baseName(path)) || LENIENT_FOLDER.test(path)
  const error = findJsonError(text, lenient)
  if (error !== undefined) report('syntax_error', error.message, error.offset)
  else if (baseName(path) === 'package.json') checkManifest(parseJson(text), report)
}

function checkManifest(manifest: unknown, report: Report): void {
  if (!isRecord(manifest)) {
    report('invalid_manifest', 'package.json must hold an object.')
    return
  }
  for (const field of ['name', 'version']) {
    if (field in manifest && typeof manifest[field] !== 'string') {
      report('invalid_manifest', `"${field}" in package.json must be a string.`)
    }
  }
  for (const field of ['scripts', ...DEPENDENCY_FIELDS]) {
    if (field in manifest && !isRecordOfStrings(manifest[field])) {
      report('invalid_manifest', `"${field}" in package.json must be an object whose values are strings.`)
    }
  }
}

function isRecordOfStrings(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string')
}
