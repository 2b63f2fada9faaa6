import type { Work } from '../../work.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'

/** What a template language fills before a browser reads the page, by how it begins and ends. */
const ENDS: Record<string, string> = { '{{': '}}', '{%': '%}', '{#': '#}', '<%': '%>', '<?': '?>' }

/** Longer ones are no placeholders, but two marks that happen to stand in one text. */
const MAX_CHARS = 1000

/**
 * The text with the quotes and angle brackets inside of placeholders blanked, each by one character, so that
 * `href="{{ url("x") }}"` is one attribute.
 */
export async function blankPlaceholders(text: string, work: Work): Promise<string> {
  const mark = /\{[{%#]|<[%?]/g
  const nextEnd = new Map<string, number>()
  const parts: string[] = []
  let done = 0
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const [start] = found
    const end = ENDS[start] ?? ''
    let at = nextEnd.get(end) ?? -1
    if (at < mark.lastIndex && at !== Infinity) {
      at = text.indexOf(end, mark.lastIndex)
      nextEnd.set(end, at === -1 ? Infinity : at)
    }
    if (work.spend(0.3)) await work.pause()
    if (at === -1 || at - found.index > MAX_CHARS) continue
    const inside = text.slice(mark.lastIndex, at)
    // Braces also stand in scripts and in texts, where a tag between them is one; `{{<` is how Hugo calls its own.
    if (start === '{{' && !inside.startsWith('<') && /[<>]/.test(inside)) continue
    parts.push(text.slice(done, mark.lastIndex), inside.replace(/["'<>]/g, ' '))
    done = at
    mark.lastIndex = at
  }
  if (work.spend((2 * text.length) / CHARS_PER_UNIT)) await work.pause()
  return done === 0 ? text : parts.join('') + text.slice(done)
}
