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

/** Reports brackets without a partner, each at its own place. It is given the tokens in order, and told their end. */
export function createBracketCheck(report: Report): { take: (token: CSSToken) => void; end: () => void } {
  const stack: Open[] = []
  const counts = new Map<string, number>()
  const count = (closer: string, by: number) => counts.set(closer, (counts.get(closer) ?? 0) + by)
  const reportOpen = ({ closer, offset }: Open) => {
    report.add('syntax_error', `The bracket is never closed: add "${closer}".`, offset)
  }

  function close(text: string): void {
    for (let open = stack.pop(); open !== undefined; open = stack.pop()) {
      count(open.closer, -1)
      if (open.closer === text) return
      reportOpen(open)
    }
  }

  return {
    take([type, text, start, end]) {
      const closer = CLOSERS[type]
      const opener = OPENERS[type]
      if (closer !== undefined) {
        stack.push({ closer, offset: end })
        count(closer, 1)
      } else if (opener !== undefined) {
        if ((counts.get(text) ?? 0) > 0) close(text)
        else report.add('syntax_error', `"${text}" closes nothing: remove it or add "${opener}".`, start)
      }
    },
    end() {
      for (const open of stack) {
        if (report.isFull()) return
        reportOpen(open)
      }
    },
  }
}
