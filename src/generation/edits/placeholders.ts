// Finds the comments by which a model stands in for code that it left out: "// ... rest of the code", "/* unchanged */".
// English and Russian, the languages that its users write to it.
import { attemptPart, createWork, type Work } from '../../work.ts'

export interface Placeholder {
  /** Counted from 1. */
  line: number
  text: string
}

/** Longer lines, and longer comments, say something; a placeholder is short. */
const MAX_LINE_CHARS = 400
const MAX_COMMENT_CHARS = 160

const PROSE_FILE = /\.(?:md|mdx|mdc|markdown|txt|rst|adoc)$/i
const HASH_COMMENT_FILE =
  /(?:\.(?:py|rb|sh|bash|zsh|ya?ml|toml|ini|conf|cfg|env|properties|pl|r|ex|exs|nix|tf)|(?:^|\/)(?:dockerfile|makefile|procfile|gemfile|\.[a-z.]*(?:ignore|env)))$/i
const DASH_COMMENT_FILE = /\.(?:sql|lua|hs|elm)$/i

const LEFT_OUT = words(
  'rest remainder remaining existing previous original other unchanged same omitted',
  'остальной остальная остальное остальные остального остальных прежний прежняя прежнее прежние',
  'существующий существующая существующее существующие предыдущий предыдущая предыдущее предыдущие изменений',
)
const THINGS = words(
  'code content contents file function functions method methods component components class css html jsx markup script',
  'style styles import imports logic implementation body handlers template',
  'код кода часть содержимое файл файла функции функций методы стили стилей разметка разметки импорты логика',
)
const FILLERS = words(
  'the of your all this that my our its and to in from for as is are be it was stay stays remain remains keep kept leave',
  'left goes go continues continue here above below before exactly completely include insert add brevity not shown',
  'unmodified untouched similarly',
  'весь вся всё все в и как же тем таким не без остаётся остается остаются оставить изменился изменилась изменилось',
  'изменились изменяется меняется меняются прежним прежней прежними было был была были раньше ранее здесь тут далее ниже выше',
)

/** Phrases that say outright that something was not written. */
const STATES = [
  'unchanged',
  'unmodified',
  'untouched',
  'omitted',
  'not shown',
  'stays as is',
  'remains as is',
  'stays the same',
  'stay the same',
  'remains the same',
  'remain the same',
  'is the same',
  'are the same',
  'same as before',
  'as before',
  'goes here',
  'без изменений',
  'не изменился',
  'не изменилась',
  'не изменилось',
  'не изменились',
  'не меняется',
  'не меняются',
  'остаётся прежним',
  'остается прежним',
  'остаются прежними',
  'остаётся как было',
  'остается как было',
  'как раньше',
  'как было',
]

const CODE_LEFT_OUT =
  / (?:(?:rest|remainder) of (?:the |your |this )?\S+|(?:existing|previous|original|остальной|существующий|прежний) (?:code|код)|остальная часть) /

/** Half a second of one core, half of which one file may take. */
const MAX_UNITS = 400_000
const UNITS_PER_LINE = 0.5
const UNITS_PER_COMMENT = 5

/**
 * The first comment of a file that stands in for code which should be there. Looks at comments only, and not at all of
 * them where there are tens of thousands.
 */
export async function findPlaceholder(content: string, path: string): Promise<Placeholder | undefined> {
  return attemptPart(createWork({ limit: MAX_UNITS }), (work) => searchLines(content, path, work))
}

async function searchLines(content: string, path: string, work: Work): Promise<Placeholder | undefined> {
  let line = 0
  for (let start = 0; start <= content.length;) {
    line++
    const newline = content.indexOf('\n', start)
    const end = newline === -1 ? content.length : newline
    const text = content.slice(start, end).trim()
    start = end + 1
    const comment = text.length > MAX_LINE_CHARS ? undefined : commentOf(text, path)
    if (work.spend(comment === undefined ? UNITS_PER_LINE : UNITS_PER_COMMENT)) await work.pause()
    if (comment !== undefined && comment.length <= MAX_COMMENT_CHARS && standsForCode(comment)) return { line, text }
  }
  return undefined
}

/** A line that is a comment, or the comment that it opens a body with, with its words; undefined for any other line. */
function commentOf(line: string, path: string): string | undefined {
  if (line.startsWith('<!--')) return line.slice(4).replace(/-->$/, '')
  if (PROSE_FILE.test(path)) return undefined
  if (/^(?:\.{3}\s|…)/.test(line)) return line
  if (line.startsWith('#') && HASH_COMMENT_FILE.test(path)) return line.replace(/^#+/, '')
  if (line.startsWith('--') && DASH_COMMENT_FILE.test(path)) return line.slice(2)
  if (line.startsWith('*')) return line.replace(/^\*+/, '')
  const opener = /^(?:\/\/+|\{?\s*\/\*+)/.exec(line) ?? /[{(>]\s*(?:\/\/+|\{?\/\*+|<!--)/.exec(line)
  if (opener === null) return undefined
  const body = line.slice(opener.index + opener[0].length)
  const end = body.search(/\*\/|-->/)
  return end === -1 ? body : body.slice(0, end)
}

function standsForCode(comment: string): boolean {
  const body = comment.trim().toLowerCase()
  const isElided = /^(?:\.{3}|…)/.test(body)
  const found = body.match(/[\p{L}\p{N}_$]+/gu) ?? []
  const unknown = found.filter((word) => !LEFT_OUT.has(word) && !THINGS.has(word) && !FILLERS.has(word)).length
  const phrase = ` ${found.join(' ')} `
  const saysLeftOut = found.some((word) => LEFT_OUT.has(word))
  const namesThing = found.some((word) => THINGS.has(word))
  const saysState = STATES.some((state) => phrase.includes(` ${state} `))

  // With an ellipsis in front a name or two may stand between: "... rest of TodoList component".
  if (isElided) return (saysLeftOut || saysState) && (unknown === 0 || (unknown <= 2 && (namesThing || saysState)))
  if (unknown > 0) return false
  if (saysState && (saysLeftOut || namesThing)) return true
  return CODE_LEFT_OUT.test(phrase)
}

function words(...lists: string[]): Set<string> {
  return new Set(lists.flatMap((list) => list.split(' ')))
}
