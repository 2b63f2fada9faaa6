// What a file tells of itself in a few words: what it exports or its headings, and what it imports. Read by patterns, since
// it must be cheap for a thousand files of any language: it guides what a model is shown, and proves nothing.

export type FileFacts = {
  /** What the file exports, declares at its top level or has as headings, in order. */
  names: string[]
  /** What the file imports or links to, as it stands there. */
  links: string[]
}

/** Of a longer file, only the beginning is read for names and links. */
const READ_CHARS = 100_000
const MOST_NAMES = 24
const MOST_NAME_CHARS = 60
const MOST_LINKS = 100

/** Each gives what its first group holds. They look at one line each, so that none runs long. */
type Patterns = { names: RegExp[]; links: RegExp[] }

const SCRIPT: Patterns = {
  names: [
    /^export (?:default )?(?:declare )?(?:async )?(?:abstract )?(?:function\*?|class|const|let|var|type|interface|enum) ?([\w$]+)/gm,
    /^export (?:type )?\{([^}\n]{1,200})\}/gm,
    /^(?:module\.)?exports\.([\w$]+) ?=/gm,
    /^module\.exports ?= ?\{?([^}\n]{1,200})/gm,
    /^(?:async )?(?:function\*?|class) ([\w$]+)/gm,
    /^(?:window|globalThis)\.([\w$]+) ?=/gm,
  ],
  links: [/\b(?:from|import|require\(|import\() ?["']([^"'\n]{1,300})["']/g],
}
const MARKUP: Patterns = {
  names: [/<(?:title|h[1-3])\b[^>\n]{0,200}>([^<\n]{1,100})</g, /\sid="([\w-]{1,60})"/g],
  links: [
    /\s(?:src|href)=["']([^"'#?\n]{1,300})/g,
    /\bfrom ["']([^"'\n]{1,300})["']/g,
    /\bimport\(? ?["']([^"'\n]{1,300})["']/g,
  ],
}
const STYLE: Patterns = {
  names: [/^\s{0,8}(--[\w-]{1,60}) ?:/gm, /^([.#][\w-]{1,60})[^{;\n]{0,100}\{/gm],
  links: [/@(?:import|use|forward) (?:url\()?["']?([^"')\s]{1,300})/g],
}
const PYTHON: Patterns = {
  names: [/^(?:async )?(?:def|class) (\w+)/gm],
  links: [/^\s{0,40}from (\.*[\w.]+) import/gm, /^\s{0,40}import ([\w.]+)/gm],
}
const TEXT: Patterns = { names: [/^#{1,3} (.{1,100})/gm], links: [] }
const COMPONENT: Patterns = { names: [...SCRIPT.names, /\bdefine(Props|Emits)\b/g], links: SCRIPT.links }
const OTHER: Patterns = {
  names: [
    /^(?:pub(?:\([\w ]{1,20}\))? )?(?:async )?(?:fn|func|struct|enum|trait|interface|type|class|def) (?:\([^)\n]{0,60}\) )?(\w+)/gm,
    /^\s{0,4}(?:public|protected) (?:static )?(?:final )?(?:class|interface|record|enum|[\w<>[\]]{1,40}) (\w+) ?[({]/gm,
    /^create (?:or replace )?(?:table|view|function)(?: if not exists)? ([\w."]{1,80})/gim,
  ],
  links: [],
}

const PATTERNS: Record<string, Patterns> = {
  ...Object.fromEntries(['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'].map((name) => [name, SCRIPT])),
  ...Object.fromEntries(['html', 'htm'].map((name) => [name, MARKUP])),
  ...Object.fromEntries(['css', 'scss', 'less'].map((name) => [name, STYLE])),
  ...Object.fromEntries(['vue', 'svelte', 'astro'].map((name) => [name, COMPONENT])),
  ...Object.fromEntries(['md', 'mdx', 'txt'].map((name) => [name, TEXT])),
  py: PYTHON,
}

export function readFileFacts(path: string, text: string): FileFacts {
  const head = text.slice(0, READ_CHARS)
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  const { names, links } = Object.hasOwn(PATTERNS, extension) ? (PATTERNS[extension] ?? OTHER) : OTHER
  return {
    names: collect(head, names, MOST_NAMES, true).map((name) => name.slice(0, MOST_NAME_CHARS)),
    links: collect(head, links, MOST_LINKS),
  }
}

/** What the patterns find, each once. A list between braces is its names. */
function collect(text: string, patterns: readonly RegExp[], most: number, isList = false): string[] {
  const found = new Set<string>()
  for (const pattern of patterns) {
    for (const [, group = ''] of text.matchAll(pattern)) {
      for (const part of isList && group.includes(',') ? group.split(',') : [group]) {
        const name = part.replace(/^.* as /, '').trim()
        if (name !== '') found.add(name)
        if (found.size >= most) return [...found]
      }
    }
  }
  return [...found]
}
