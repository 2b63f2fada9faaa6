import { TokenType, type CSSToken } from '@csstools/css-tokenizer'

/** `isImport`: another style sheet, which build tools may also take from a package. */
export type StyleLink = { address: string; offset: number; isImport: boolean }

/** The addresses in `url()` and behind `@import`; those of `@namespace` are only names. */
export function readStyleLinks(tokens: CSSToken[]): StyleLink[] {
  const links: StyleLink[] = []
  let rule = ''
  let isUrl = false
  for (const token of tokens) {
    const [type, , offset] = token
    if (type === TokenType.Whitespace || type === TokenType.Comment) continue
    const address = addressOf(token)
    const isFirstOfImport = rule === 'import' && (type === TokenType.String || type === TokenType.URL)
    const isWanted = type === TokenType.URL || (type === TokenType.String && (isUrl || isFirstOfImport))
    if (address !== undefined && isWanted && rule !== 'namespace') {
      links.push({ address, offset, isImport: rule === 'import' })
    }
    if (token[0] === TokenType.AtKeyword) rule = token[4].value.toLowerCase()
    else if (!(token[0] === TokenType.Function && rule !== '')) rule = ''
    isUrl = token[0] === TokenType.Function && token[4].value.toLowerCase() === 'url'
  }
  return links
}

function addressOf(token: CSSToken): string | undefined {
  if (token[0] === TokenType.String) return token[4].value
  return token[0] === TokenType.URL && token[1].endsWith(')') ? token[4].value : undefined
}
