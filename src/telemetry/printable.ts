/**
 * What ends a line, moves a cursor, or turns the direction of text: C0 and C1 controls, the separators of lines and
 * paragraphs, and marks of direction.
 */
const CONTROL = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** A text on one line that does nothing to a terminal: controls stand in it as JSON escapes them. */
export function toPrintable(text: string): string {
  return text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
