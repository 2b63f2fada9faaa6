import { TokenType, type CSSToken } from '@csstools/css-tokenizer'
import type { Report } from '../report.ts'

const OPENERS: readonly TokenType[] = [
  TokenType.OpenCurly,
  TokenType.OpenParen,
  TokenType.OpenSquare,
  TokenType.Function,
]
const CLOSERS: readonly TokenType[] = [TokenType.CloseCurly, TokenType.CloseParen, TokenType.CloseSquare]
const BLANKS: readonly TokenType[] = [TokenType.Whitespace, TokenType.Comment, TokenType.CDO, TokenType.CDC]

/**
 * Reports sentences between or behind the rules: no rule begins there, and the browser leaves out what follows. It is
 * given the tokens in order, and told their end.
 */
export function createProseCheck(report: Report): { take: (token: CSSToken) => void; end: () => void } {
  let depth = 0
  /** Of the rule that begins at the top. */
  let start: number | undefined
  let isAtRule = false
  let words = 0
  let hasSentence = false
  /** A colon or a full stop was the last token. */
  let isAtStop = false

  function begin(): void {
    start = undefined
    isAtRule = false
    words = 0
    hasSentence = false
  }

  function takeTop([type, text, offset]: CSSToken): void {
    const isBlank = BLANKS.includes(type)
    // No selector has a colon or a full stop behind a word and before a blank.
    hasSentence ||= isBlank && words > 1 && isAtStop
    isAtStop = type === TokenType.Colon || (type === TokenType.Delim && text === '.')
    if (isBlank) return
    if (start === undefined) {
      start = offset
      isAtRule = type === TokenType.AtKeyword
    }
    if (type === TokenType.Ident) words += 1
    if (type === TokenType.Semicolon) begin()
  }

  return {
    take(token) {
      const [type] = token
      if (depth === 0 && type === TokenType.OpenCurly) {
        if (hasSentence && !isAtRule && start !== undefined) {
          report.add('syntax_error', 'The text before the rule is no CSS: remove it.', start)
        }
      } else if (depth === 0) takeTop(token)
      if (OPENERS.includes(type)) depth += 1
      else if (CLOSERS.includes(type)) {
        depth = Math.max(0, depth - 1)
        if (depth === 0 && type === TokenType.CloseCurly) begin()
      }
    },
    end() {
      if (depth === 0 && start !== undefined && !isAtRule && words > 1) {
        report.add('syntax_error', 'The text behind the last rule is no CSS: remove it.', start)
      }
    },
  }
}
