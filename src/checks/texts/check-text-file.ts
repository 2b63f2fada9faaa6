// What every text file is checked for, whatever its kind.
import { baseName, extensionOf } from '../project-path.ts'
import type { Report } from '../report.ts'

/** The first and the last line of a file that holds code, where they are the marks of a code block of Markdown. */
const FIRST_FENCE = /^\s{0,200}(?:`{3,}|~{3,})[\w+.-]{0,30}[ \t]{0,20}\r?(?:\n|$)/
const LAST_FENCE = /(?:^|\n)[ \t]{0,20}`{3,}\s{0,200}$/

const CODE =
  /^\.(?:[cm]?[jt]sx?|vue|svelte|astro|html?|css|s[ac]ss|less|json|jsonc|py|rb|php|go|rs|java|kt|cs|c|h|cpp|swift|sh|sql|ya?ml|toml|xml|svg|ini|env)$/

/** Names of files whose content is no text. */
const BINARY =
  /^\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|mp3|wav|ogg|m4a|flac|mp4|webm|mov|avi|woff2?|ttf|otf|eot|zip|gz|tar|7z|rar|exe|dll|wasm|sqlite3?|psd|pdf)$/

/** A file that stands for one which is stored elsewhere, and the only binary format that may be plain text. */
const STANDS_FOR_BINARY = /^(?:version https:\/\/git-lfs|%PDF)/

/** True for the name of a file that no model can write as text. */
export function hasBinaryName(path: string): boolean {
  return BINARY.test(extensionOf(path))
}

/** Reports what makes any further check of the file useless, and tells whether it has. */
export function checkTextFile(path: string, text: string, report: Report): boolean {
  if (hasBinaryName(path)) {
    if (text === '' || text.includes('\0') || STANDS_FOR_BINARY.test(text)) return false
    const name = baseName(path)
    report.add('not_binary', `The content of ${name} is text, which its kind is not: name an .svg, or do without it.`)
    return true
  }
  if (!CODE.test(extensionOf(path))) return false
  const first = FIRST_FENCE.exec(text.slice(0, 500))
  const last = LAST_FENCE.exec(text.slice(-500))
  if (first === null && last === null) return false
  const offset = first === null ? text.trimEnd().lastIndexOf('`') : first[0].search(/\S/)
  report.add('syntax_error', 'The mark of a code block stands in the file: remove it.', offset)
  return true
}
