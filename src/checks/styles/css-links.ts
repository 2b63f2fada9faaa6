import { TokenType, type CSSToken } from '@csstools/css-tokenizer'

/** `isImport`: another style sheet, which build tools may also take from a package. */
export type StyleLink = { address: string; offset: number; isImport: boolean }

/** Finds the addresses in `url()` and behind `@import` in tokens given in order; those of `@namespace` are only names. */
export function createStyleLinkReader(): { take: (token: CSSToken) => void; found: StyleLink[] } {
  const found: StyleLink[] = []
  let rule = ''
  let isUrl = false
  function take(token: CSSToken): void {
    const [type, , offset] = token
    if (type === TokenType.Whitespace || type === TokenType.Comment) return
    const address = addressOf(token)
    const isFirstOfImport = rule === 'import' && (type === TokenType.String || type === TokenType.URL)
    const isWanted = type === TokenType.URL || (type === TokenType.String && (isUrl || isFirstOfImport))
    if (address !== undefined && isWanted && rule !== 'namespace') {
      found.push({ address, offset, isImport: rule === 'import' })
    }
    if (token[0] === TokenType.AtKeyword) rule = token[4].value.toLowerCase()
    else if (!(token[0] === TokenType.Function && rule !== '')) rule = ''
    isUrl = token[0] === TokenType.Function && token[4].value.toLowerCase() === 'url'
  }
  return { take, found }
}

function addressOf(token: CSSToken): string | undefined {
  if (token[0] === TokenType.String) return token[4].value
  return token[0] === TokenType.URL && token[1].endsWith(')') ? token[4].value : undefined
}
