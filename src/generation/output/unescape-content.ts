import { unescapeAttribute } from './escaping.ts'

const MARKUP = /\.(?:html?|xhtml|svg|xml|vue|svelte|astro|php)$/i
const SCRIPT = /\.(?:[cm]?[jt]s|[jt]sx)$/i
const STRAY_AMPERSAND = /&(?!(?:lt|gt|amp|quot|apos|#39);)/
const ESCAPED_CODE = /=&gt;|&amp;&amp;|\b(?:if|for|while) ?\([^\n]{0,80}&[lg]t;|(?:return|\() ?&lt;[a-z]/i

/**
 * The content as it was before somebody escaped it as HTML as a whole; undefined when it was not: an escaped content has
 * no bracket or ampersand of its own, and reads as nothing else.
 */
export function unescapeContent(content: string, path: string): string | undefined {
  if (!content.includes('&lt;') && !content.includes('&gt;') && !content.includes('&amp;&amp;')) return undefined
  if (/[<>]/.test(content) || STRAY_AMPERSAND.test(content)) return undefined
  const isEscaped = MARKUP.test(path)
    ? content.trimStart().startsWith('&lt;')
    : SCRIPT.test(path) && ESCAPED_CODE.test(content)
  return isEscaped ? unescapeAttribute(content) : undefined
}
