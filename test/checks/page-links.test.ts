import { describe, expect, it } from 'vitest'
import { messagesOf, problemsOf } from './check-files.ts'

const page = (body: string) => `<!doctype html><title>t</title>\n${body}\n`

describe('a link to a file that is not there is an unresolved_link', () => {
  it.each([
    ['<script src="app.js"></script>'],
    ['<script type="module" src="./src/main.js"></script>'],
    ['<link rel="stylesheet" href="styles.css">'],
    ['<link rel="shortcut icon" href="favicon.ico">'],
    ['<link rel="manifest" href="/manifest.webmanifest">'],
    ['<link rel="modulepreload" href="app.js">'],
    ['<img src="img/a.png" alt="">'],
    ['<img srcset="b.png 2x" alt="">'],
    [
      '<picture><source srcset="https://a.b/c.png 1x, d.png 2x"><img src="data:image/png;base64,AA==" alt=""></picture>',
    ],
    ['<video poster="a.jpg"></video>'],
    ['<video><source src="a.mp4"><track src="https://a.b/c.vtt"></video>'],
    ['<audio src="a.mp3"></audio>'],
    ['<iframe src="other.html"></iframe>'],
    ['<embed src="a.pdf">'],
    ['<object data="a.pdf"></object>'],
    ['<a href="about.html">a</a>'],
    ['<a href="/about">a</a>'],
    ['<a href="docs/">a</a>'],
    ['<area href="about.html">'],
    ['<form action="send.php"></form>'],
    ['<svg><use href="icons.svg#a"/></svg>'],
    ['<div style="background: url(a.png)"></div>'],
    ['<style>a { b: url(a.png) }</style>'],
    ['<script type="importmap">{"imports": {"a": "./vendor/a.js"}}</script>'],
    ['<a href="../../x.html">a</a>'],
  ])('%s', async (body) => {
    expect(await problemsOf({ 'index.html': page(body) })).toEqual(['index.html:2 unresolved_link'])
  })

  it('tells when only the case differs', async () => {
    expect(
      (await messagesOf({ 'index.html': page('<img src="img/Logo.png" alt="">') }, ['img/logo.png']))[0],
    ).toContain('case')
  })
})

describe('a link that leads somewhere gives no problem', () => {
  const files = {
    'index.html': '',
    'about.html': '<!doctype html><title>t</title>',
    'blog/index.html': '<!doctype html><title>t</title>',
    'css/site.css': '',
    'public/robots.js': '',
    'my file&co.js': '',
  }
  const others = ['img/a.png', 'public/favicon.ico', 'static/font.woff2', 'img/é.png']

  it.each([
    ['<link rel="stylesheet" href="css/site.css?v=2#x">'],
    ['<link rel="stylesheet" href=" ./css/../css/site.css ">'],
    ['<link rel="icon" href="/favicon.ico"><link rel="icon" href="favicon.ico">'],
    ['<img src="img/a.png" srcset="img/a.png 1x, /img/a.png 2x, https://a.b/c,d.png 3x" alt="">'],
    ['<img src="img/%C3%A9.png" alt=""><img src="img\\a.png" alt="">'],
    ['<script src="my%20file&amp;co.js"></script><script src="/robots.js"></script>'],
    ['<a href="about.html#team">a</a><a href="about">b</a><a href="/about?x">c</a><a href="/">d</a><a href="./">e</a>'],
    ['<a href="blog">a</a><a href="blog/">b</a><a href="/blog/index.html">c</a>'],
    [
      '<link rel="preload" as="font" href="/font.woff2"><link rel="canonical" href="/x"><link rel="alternate" href="feed.xml">',
    ],
    [
      '<img src="{{ url }}" alt=""><a href="{% url x %}">a</a><a href="<%= x %>">b</a><img src="%PUBLIC_URL%/x.png" alt="">',
    ],
    ['<img src="" alt=""><a href="#">a</a><img data-src="lazy.png" alt=""><a href="javascript:x()">b</a>'],
    [
      '<iframe src="about:blank"></iframe><img src="blob:x" alt=""><a href="sms:1">a</a><a href="whatsapp://send">b</a>',
    ],
    ['<img src="node_modules/x/y.png" alt="">'],
  ])('%s', async (body) => {
    expect(await problemsOf({ ...files, 'index.html': page(body) }, others)).toEqual([])
  })

  it.each([
    ['starts at its own folder', { 'docs/index.html': page('<link rel="stylesheet" href="a.css">'), 'docs/a.css': '' }],
    [
      'starts at a root that is a folder',
      {
        'client/index.html': page('<script type="module" src="/src/a.js"></script><img src="/b.svg" alt="">'),
        'client/src/a.js': '',
        'client/public/b.svg': '<svg/>',
      },
    ],
    [
      'starts at the base',
      { 'a/index.html': '<!doctype html><base href="/b/"><img src="c.svg" alt="">', 'b/c.svg': '<svg/>' },
    ],
    [
      'starts at a base elsewhere',
      {
        'index.html':
          '<!doctype html><base href="https://a.b/"><img src="c.svg" alt=""><style>a { b: url(d.png) }</style>',
      },
    ],
    [
      'starts at the page around a fragment',
      { 'index.html': page(''), 'parts/nav.html': '<img src="img/a.svg" alt="">', 'img/a.svg': '<svg/>' },
    ],
    [
      'is a route of a single-page app',
      {
        'index.html': page('<a href="/profile">a</a><script src="a.js"></script>'),
        'a.js': 'history.pushState({}, "", "/x")\n',
      },
    ],
    [
      'is a route of a server',
      { 'templates/index.html': page('<a href="/logout">a</a><form action="/login"></form>'), 'app.py': '' },
    ],
    ['is a route of a framework', { 'index.html': page('<a href="/profile">a</a>'), 'package.json': '{}' }],
    [
      'is served by a library',
      {
        'package.json': '{"dependencies":{"socket.io":"4"}}',
        'public/index.html': page('<script src="/socket.io/socket.io.js"></script>'),
      },
    ],
    [
      'is made by a build',
      {
        'package.json': '{"scripts":{"build":"esbuild a.ts --outfile=public/bundle.js"}}',
        'public/index.html': page('<script src="bundle.js"></script><link rel="stylesheet" href="dist/a.css">'),
      },
    ],
    [
      'is a form that a script sends',
      {
        'index.html': page(
          '<form action="/subscribe"></form><script>document.forms[0].onsubmit = (e) => e.preventDefault()</script>',
        ),
      },
    ],
  ])('and %s', async (_name, project) => {
    expect((await problemsOf(project)).filter((problem) => !problem.includes('svg'))).toEqual([])
  })
})
