import { countTokens } from '../../gateway/count-tokens.ts'

/** So many characters for each token are looked at: hardly any text has more of them. */
const MOST_CHARS_PER_TOKEN = 8
const CUT = '\n(The rest is left out.)'

/** The text as far as it takes so many tokens; where that is not all of it, it says so. */
export function cutToTokens(text: string, most: number): string {
  let end = Math.min(text.length, Math.max(0, Math.floor(most * MOST_CHARS_PER_TOKEN)))
  while (end > 0 && countTokens(text.slice(0, end)) > most) end = Math.floor(end * 0.9)
  return end === text.length ? text : `${text.slice(0, end).toWellFormed()}${CUT}`
}
