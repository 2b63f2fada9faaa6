import { describe, expect, it } from 'vitest'
import { messagesOf, problemsOf } from './check-files.ts'

const document = (body: string) =>
  `<!doctype html>\n<html lang="en">\n<head><title>t</title></head>\n<body>\n${body}\n</body>\n</html>\n`

describe('valid HTML gives no problem', () => {
  it.each([
    [
      'optional end tags',
      '<p>a<p>b<ul><li>a<li>b<ul><li>c</ul></ul><dl><dt>a<dd>b<dt>c</dl><select><optgroup label=a><option>b<option>c</select>',
    ],
    [
      'a table without end tags',
      '<table><caption>a<colgroup><col><thead><tr><th>a<th>b<tbody><tr><td>c<td>d<tr><td>e<tfoot><tr><td>f</table>',
    ],
    ['a table body that was never opened', '<table><tr><td>a</td></tr></tbody></table>'],
    ['a paragraph around a block', '<p>a<div>b</div></p>'],
    ['void elements, also with a slash', '<br><br/><img alt=""><input><hr /><wbr>'],
    [
      'attributes of all kinds',
      '<input disabled value=x data-a=\'"\' @click="a > b" :class="{ a: b }" v-on:x.y="z" [c]="d" (e)="f" *ngIf="g" #h>',
    ],
    [
      'SVG and MathML',
      '<svg viewBox="0 0 1 1"><path d="M0 0"/><foreignObject><div><p>a</div></foreignObject><title>t</title></svg><math><mi>x</mi><mspace/></math>',
    ],
    ['tags inside text elements', '<textarea><div></textarea><script>"<div>"</script><style>/* <b> */</style>'],
    ['less-than signs in text', '<p>1 < 2, a <3 b, x << y & z &copy; &notanentity;</p>'],
    ['comments', '<!-- a -- b --><!----><!-- <div> --><!--[if IE]><b><![endif]-->'],
    ['custom elements that close themselves', '<my-card/><app-root /><router-view/>'],
    ['upper case', '<DIV><SPAN>a</span></div>'],
    ['ruby', '<ruby>漢<rp>(<rt>kan<rp>)</ruby>'],
    [
      'the same id in a template',
      '<b id="a"></b><template><b id="a"></b></template><noscript><b id="a"></b></noscript>',
    ],
    [
      'ids that are filled later',
      '<b id="{{ x }}"></b><b id="{{ x }}"></b><i v-if="a" id="c"></i><i v-else id="c"></i>',
    ],
    [
      'links of other kinds',
      '<a href="mailto:a@b.c">a</a><a href="tel:1">b</a><a href="javascript:void 0">c</a><a href="#x">d</a><a href="?a=b">e</a><a href="">f</a><a href="//x.org/y">g</a>',
    ],
  ])('%s', async (_name, body) => {
    expect(await problemsOf({ 'index.html': document(body) })).toEqual([])
  })

  it.each([
    ['no html, head or body', '<!doctype html><title>t</title><p>a'],
    ['a head that was never opened', '<!doctype html><title>t</title></head><body>a</body></html>'],
    ['a fragment', '<nav><a href="#">a</a></nav>'],
    ['an empty file', ''],
    [
      'a template of a server',
      '{% if a %}<div class="x">{% else %}<div class="y">{% endif %}</div>\n<option {{ "selected" if a == "b" }}>c',
    ],
    [
      'a template in another language',
      '<% if (a) { %><ul><% } %></ul><b id="x"></b><% if (b) { %><b id="x"></b><% } %>',
    ],
  ])('%s', async (_name, text) => {
    expect(await problemsOf({ 'index.html': text })).toEqual([])
  })
})

describe('mistakes in HTML', () => {
  it.each([
    ['an element that is never closed', '<div>\n<span>a</span>', ['5 unclosed_tag']],
    ['an element closed by its parent', '<div>\n<b>a\n</div>', ['6 unclosed_tag']],
    ['elements that cross', '<b>a\n<i>b</b>\nc</i>', ['6 unclosed_tag']],
    ['an end tag without a start', '<p>a</p>\n</section>', ['6 stray_end_tag']],
    ['an end tag of a void element', '<input></input>', ['5 stray_end_tag']],
    ['an element that does not close itself', '<div class="a" />\n<p>b', ['5 unclosed_tag']],
    ['a script that closes itself', '<script src="https://a.b/c.js" />\n<p>b', ['5 unclosed_tag']],
    ['an element that is open in SVG', '<svg><g>\n<path d="">\n</g></svg>', ['6 unclosed_tag']],
    ['an id that stands twice', '<b id="a"></b>\n<i id="a"></i>', ['6 duplicate_id']],
    [
      'a missing quote',
      '<a href="https://a.b/c>d</a>\n<i class="e">f</i>',
      ['6 syntax_error', '5 unclosed_tag', '6 stray_end_tag'],
    ],
    ['a missing angle bracket', '<div class="a"\n<b>c</b></div>', ['6 syntax_error', '6 stray_end_tag']],
  ])('%s', async (_name, body, expected) => {
    const found = await problemsOf({ 'index.html': document(body) })
    expect(found.toSorted()).toEqual(expected.map((line) => `index.html:${line}`).toSorted())
  })

  it.each([
    ['a comment that never ends', '<p>a</p>\n<!-- b\n', '2 syntax_error'],
    ['a tag that never ends', '<p>a</p>\n<div class="b', '2 syntax_error'],
    ['a script that never ends', '<p>a</p>\n<script>\nlet a', '2 unclosed_tag'],
  ])('%s', async (_name, text, expected) => {
    expect(await problemsOf({ 'index.html': text })).toEqual([`index.html:${expected}`])
  })

  it('names the tag to write', async () => {
    expect(await messagesOf({ 'index.html': '<main><section></main>' })).toEqual([
      '<section> is never closed: add </section>.',
    ])
  })
})
