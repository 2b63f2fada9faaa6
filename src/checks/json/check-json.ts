import type { Work } from '../../work.ts'
import { baseName, extensionOf } from '../project-path.ts'
import type { Report } from '../report.ts'
import { findJsonError } from './json-syntax.ts'
import { DEPENDENCY_FIELDS } from './package-manifests.ts'
import { isRecord, parseJson } from './parse-json.ts'

/** Files whose readers allow comments and trailing commas in spite of the name. */
const LENIENT_NAME = new RegExp(
  '^(?:[tj]sconfig(?:\\..+)?|appsettings(?:\\..+)?|.+-color-theme|\\.?(?:' +
    'eslintrc|swcrc|jshintrc|babelrc|oxlintrc|oxfmtrc|mocharc|hintrc|cspell|markdownlint(?:-cli2)?|luarc|jsonlintrc' +
    ')|devcontainer|wrangler|deno|turbo|nx|project|angular|biome|api-extractor|tslint|typedoc|tsdoc|rescript|bsconfig|rush|' +
    'firebase|pyrightconfig|dprint|global|host|local\\.settings|launchSettings|language-configuration|babel\\.config' +
    ')(?:\\.json)?$',
)

const LENIENT_FOLDER = /(?:^|\/)(?:\.(?:vscode|devcontainer|zed)|common\/config)\//

/** Never in JSON but inside of strings: a generator of projects fills it. */
const PLACEHOLDER = /\{\{|\{%|<%|\$\{/

export async function checkJson(
  path: string,
  text: string,
  { report, isLenient }: { report: Report; isLenient: boolean },
  work: Work,
): Promise<void> {
  const name = baseName(path)
  const lenient = name !== 'package.json' && (isLenient || hasLenientReader(path, name, text))
  const error = await findJsonError(text, work, lenient)
  if (error === undefined) {
    if (name === 'package.json') checkManifest(text, report)
  } else if (PLACEHOLDER.test(text.slice(Math.max(0, error.offset - 2), error.offset + 2)))
    report.omit('unknown_syntax')
  else report.add('syntax_error', error.message, error.offset)
}

function hasLenientReader(path: string, name: string, text: string): boolean {
  if (extensionOf(path) === '.jsonc' || LENIENT_NAME.test(name) || LENIENT_FOLDER.test(path)) return true
  return name === 'manifest.json' && text.includes('"manifest_version"')
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
