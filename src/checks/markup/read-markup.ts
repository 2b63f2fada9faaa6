import { Tokenizer } from 'htmlparser2'
import type { Work } from '../../work.ts'
import { CLOSED_REPORT, type Report } from '../report.ts'
import { blankPlaceholders } from './placeholders.ts'
import { MarkupReader, type Markup } from './markup-reader.ts'

/** The tokenizer is fed in pieces, so that others have their turn between them. */
const PIECE_CHARS = 8192

const CHARS_PER_UNIT = 50

/**
 * Reads HTML, or XML for an SVG file, and reports what does not match or does not end. `isTemplate`: branches of a
 * template may open what another branch closes, so nothing is reported.
 */
export async function readMarkup(
  text: string,
  report: Report,
  work: Work,
  { isXml = false, isTemplate = false, pieceChars = PIECE_CHARS } = {},
): Promise<Markup> {
  const reader = new MarkupReader(text, isTemplate ? CLOSED_REPORT : report, isXml)
  const tokenizer = new Tokenizer({ xmlMode: isXml, decodeEntities: false }, reader)
  const plain = await blankPlaceholders(text, work)
  for (let at = 0; at < text.length; at += pieceChars) {
    tokenizer.write(plain.slice(at, at + pieceChars))
    if (work.spend(pieceChars / CHARS_PER_UNIT + reader.takeUnits())) await work.pause()
  }
  tokenizer.end()
  return reader.markup
}
