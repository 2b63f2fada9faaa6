// What the settings of build tools give names to. They are programs as often as data, so they are searched, not read.
import { baseName } from '../project-path.ts'

export type BuildSettings = {
  /** Names that stand for something else in imports, without a trailing `/*`. */
  aliases: Set<string>
  /** Last segments of the files that a build writes. */
  outputs: Set<string>
  /** Imports may start at some folder of the project. */
  hasBaseFolder: boolean
}

const SETTINGS_NAME =
  /^(?:[tj]sconfig(?:\..+)?\.json|.+\.config\.(?:[cm]?[jt]s|json)|angular\.json|deno\.jsonc?|\.babelrc(?:\.json)?|gulpfile\..+|(?:build|esbuild|webpack\..+)\.[cm]?[jt]s)$/

/** Far longer than real settings, and a bound for the time that the searches take. */
const MAX_CHARS = 100_000

const ALIAS =
  /["']([^"'\s]{1,100})["']\s{0,20}:|find:\s{0,20}["']([^"'\s]{1,100})["']|(?<![\w$@/-])([\w$@/-]{1,100})\s{0,20}:/g

const OUTPUT_EXTENSION = /\.(?:js|mjs|css|html)\b/gi

const CRATE = /^name\s{0,10}=\s{0,10}"([\w-]{1,100})"/gm

/** The name of an output up to its extension, and what stands before it. */
const OUTPUT =
  /(?:-o|--out\w{0,20}|outfile|filename|fileName\w{0,10}|file|dest|>|:)["']?[\s:=(]{0,5}["'`]?([^\s"'`:=]{1,120})$/i
const MAX_OUTPUT_CHARS = 160

export function isSettingsFile(path: string): boolean {
  return SETTINGS_NAME.test(baseName(path))
}

/** `commands` is the text of files that call the tools, `crates` that of the manifests of Rust, whose names outputs have. */
export function readBuildSettings(settings: string, commands: string, crates: string): BuildSettings {
  const text = settings.slice(0, MAX_CHARS)
  const aliases = [...text.matchAll(ALIAS)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
  return {
    aliases: new Set(aliases.map((name) => name.replace(/\/\*?$/, ''))),
    outputs: new Set([
      ...readOutputs(text),
      ...readOutputs(commands.slice(0, MAX_CHARS)),
      ...[...crates.slice(0, MAX_CHARS).matchAll(CRATE)].map(([, name = '']) => `${name.replaceAll('-', '_')}.js`),
    ]),
    hasBaseFolder: /baseUrl|"\*"\s*:|\b(?:modules|root|roots|modulePaths|moduleDirectories)["']?\s*:\s*\[/.test(text),
  }
}

/** Looks back from every extension: there are far fewer of them than places where a name may begin. */
function readOutputs(text: string): string[] {
  return [...text.matchAll(OUTPUT_EXTENSION)].flatMap(({ 0: extension, index }) => {
    const name = OUTPUT.exec(text.slice(Math.max(0, index - MAX_OUTPUT_CHARS), index))?.[1]
    return name === undefined ? [] : [baseName(name + extension)]
  })
}
