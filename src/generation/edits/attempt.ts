/** How loosely a search text was compared with the content; undefined where every character is the same. */
export type Level =
  | 'trailing blanks and line ends'
  | 'indentation'
  | 'blank lines'
  | 'line numbers'
  | 'diff marks'
  | 'HTML escapes'
  | 'lines of "="'

/** What a way of matching says: the text after the edit, or the first two places (line numbers from 0) where it could be. */
export type Attempt = { text: string; level?: Level } | { places: [number, number] } | 'none'

/** The number of the line, from 0, in which an offset of the content is. */
export function lineAt(content: string, offset: number): number {
  let line = 0
  for (let at = content.indexOf('\n'); at !== -1 && at < offset; at = content.indexOf('\n', at + 1)) line += 1
  return line
}
