import { ParseErrorMessage, tokenize, TokenType, type CSSToken } from '@csstools/css-tokenizer'
import { checkBrackets } from './css-brackets.ts'
import { readStyleLinks, type StyleLink } from './css-links.ts'
import type { Report } from '../report.ts'

/** Told by their token instead, which the tokenizer makes in more cases. */
const BAD_URL = [ParseErrorMessage.UnexpectedCharacterInURL, ParseErrorMessage.InvalidEscapeSequenceInURL]

const MESSAGES: Record<string, string> = {
  [ParseErrorMessage.UnexpectedNewLineInString]: 'The string is not closed on its line: add the quote.',
  [ParseErrorMessage.UnexpectedEOFInString]: 'The string is never closed: add the quote.',
  [ParseErrorMessage.UnexpectedEOFInComment]: 'The comment is never closed: add */.',
  [ParseErrorMessage.UnexpectedEOFInURL]: 'The url( is never closed: add ")".',
}

/** Reports what no browser can read, and returns the files that the style sheet names. */
export function checkCss(text: string, report: Report): StyleLink[] {
  const tokens: CSSToken[] = tokenize(
    { css: text },
    {
      onParseError({ message, sourceStart }) {
        if (BAD_URL.includes(message)) return
        report('syntax_error', MESSAGES[message] ?? 'The backslash escapes nothing: remove it.', sourceStart)
      },
    },
  )
  for (const [type, , start] of tokens) {
    if (type === TokenType.BadURL) report('syntax_error', 'The address in url( ) needs quotes.', start)
  }
  checkBrackets(tokens, report)
  return readStyleLinks(tokens)
}
