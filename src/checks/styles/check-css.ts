import { ParseErrorMessage, tokenizer, TokenType, type CSSToken } from '@csstools/css-tokenizer'
import type { Work } from '../../work.ts'
import type { Report } from '../report.ts'
import { createBracketCheck } from './css-brackets.ts'
import { createProseCheck } from './css-prose.ts'
import { createStyleLinkReader, type StyleLink } from './css-links.ts'

/** Told by their token instead, which the tokenizer makes in more cases. */
const BAD_URL = [ParseErrorMessage.UnexpectedCharacterInURL, ParseErrorMessage.InvalidEscapeSequenceInURL]

const MESSAGES: Record<string, string> = {
  [ParseErrorMessage.UnexpectedNewLineInString]: 'The string is not closed on its line: add the quote.',
  [ParseErrorMessage.UnexpectedEOFInString]: 'The string is never closed: add the quote.',
  [ParseErrorMessage.UnexpectedEOFInComment]: 'The comment is never closed: add */.',
  [ParseErrorMessage.UnexpectedEOFInURL]: 'The url( is never closed: add ")".',
}

/** The tokenizer makes an error with a stack trace for each mistake, also for one that nobody is told. */
const UNITS_PER_MISTAKE = 8
const UNITS_PER_TOKEN = 0.5
const CHARS_PER_UNIT = 25

/** Reports what no browser can read, and returns the files that the style sheet names, until the report is full. */
export async function checkCss(text: string, report: Report, work: Work): Promise<StyleLink[]> {
  const links = createStyleLinkReader()
  const brackets = createBracketCheck(report)
  const prose = createProseCheck(report)
  let mistakes = 0
  const { nextToken } = tokenizer(
    { css: text },
    {
      onParseError({ message, sourceStart }) {
        mistakes += 1
        if (BAD_URL.includes(message)) return
        report.add('syntax_error', MESSAGES[message] ?? 'The backslash escapes nothing: remove it.', sourceStart)
      },
    },
  )
  for (let token = nextToken(); !isEnd(token) && !report.isFull(); token = nextToken()) {
    if (token[0] === TokenType.BadURL) report.add('syntax_error', 'The address in url( ) needs quotes.', token[2])
    brackets.take(token)
    prose.take(token)
    links.take(token)
    if (work.spend(UNITS_PER_TOKEN + mistakes * UNITS_PER_MISTAKE + token[1].length / CHARS_PER_UNIT))
      await work.pause()
    mistakes = 0
  }
  brackets.end()
  prose.end()
  return links.found
}

function isEnd([type]: CSSToken): boolean {
  return type === TokenType.EOF
}
