import { TokenType, type CSSToken } from '@csstools/css-tokenizer'
import type { Report } from '../report.ts'

const CLOSERS: Partial<Record<TokenType, string>> = {
  [TokenType.OpenCurly]: '}',
  [TokenType.OpenParen]: ')',
  [TokenType.Function]: ')',
  [TokenType.OpenSquare]: ']',
}

const OPENERS: Partial<Record<TokenType, string>> = {
  [TokenType.CloseCurly]: '{',
  [TokenType.CloseParen]: '(',
  [TokenType.CloseSquare]: '[',
}

type Open = { closer: string; offset: number }

/** Reports brackets without a partner, each at its own place. */
export function checkBrackets(tokens: CSSToken[], report: Report): void {
  const stack: Open[] = []
  const counts = new Map<string, number>()
  const count = (closer: string, by: number) => counts.set(closer, (counts.get(closer) ?? 0) + by)
  const reportOpen = ({ closer, offset }: Open) => {
    report('syntax_error', `The bracket is never closed: add "${closer}".`, offset)
  }
  for (const [type, text, start, end] of tokens) {
    const closer = CLOSERS[type]
    if (closer !== undefined) {
      stack.push({ closer, offset: end })
      count(closer, 1)
    } else if (OPENERS[type] !== undefined) {
      if ((counts.get(text) ?? 0) === 0) {
        report('syntax_error', `"${text}" closes nothing: remove it or add "${OPENERS[type]}".`, start)
        continue
      }
      for (let open = stack.pop(); open !== undefined; open = stack.pop()) {
        count(open.closer, -1)
        if (open.closer === text) break
        reportOpen(open)
      }
    }
  }
  for (const open of stack) reportOpen(open)
}
