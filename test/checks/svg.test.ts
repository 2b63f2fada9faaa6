import { describe, expect, it } from 'vitest'
import { problemsOf } from './check-files.ts'

const namespace = 'xmlns="http://www.w3.org/2000/svg"'

describe('SVG files', () => {
  it.each([
    [
      `<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x">\n<svg ${namespace}><path d="M0 0"/></svg>`,
    ],
    [`<svg ${namespace} xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="#a"/><a id="x"/><b id="x"/></svg>`],
    [`<svg ${namespace}><style><![CDATA[ a > b { c: "&" } ]]></style><!-- & < --><text>a &amp; &#160; b</text></svg>`],
    [`<svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:g/></svg:svg>`],
    [
      `<svg ${namespace}><image href="data:image/png;base64,AA=="/><title>t</title><linearGradient id='a'></linearGradient></svg>`,
    ],
  ])('may hold %s', async (text) => {
    expect(await problemsOf({ 'a.svg': text })).toEqual([])
  })

  it.each([
    ['an open element', `<svg ${namespace}>\n<g>\n</svg>`, '2 unclosed_tag'],
    ['a case that differs', `<svg ${namespace}>\n<linearGradient></lineargradient></svg>`, '2 stray_end_tag'],
    ['a bare ampersand', `<svg ${namespace}>\n<text>a & b</text></svg>`, '2 syntax_error'],
    ['an entity of HTML', `<svg ${namespace}>\n<text>a&nbsp;b</text></svg>`, '2 syntax_error'],
    ['an attribute without quotes', `<svg ${namespace}>\n<path d=M0/></svg>`, '2 syntax_error'],
    ['an attribute twice', `<svg ${namespace}>\n<path d="" d=""/></svg>`, '2 syntax_error'],
    ['a prefix without a declaration', `<svg ${namespace}>\n<use xlink:href="#a"/></svg>`, '2 syntax_error'],
    ['no svg element', '<html></html>', 'undefined syntax_error'],
    ['an image that is not there', `<svg ${namespace}>\n<image href="x.png"/></svg>`, '2 unresolved_link'],
  ])('may not have %s', async (_name, text, expected) => {
    expect(await problemsOf({ 'a.svg': text })).toContain(`a.svg:${expected}`)
  })
})
