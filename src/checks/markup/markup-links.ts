import type { Attribute, Tag } from './markup-reader.ts'

/** A `page` may be a route of a server, a `form` may be handled by a script; a `resource` must be a file. */
export type LinkKind = 'resource' | 'page' | 'form'

export type Link = { kind: LinkKind; address: string; offset: number }

const RESOURCES: Record<string, string[]> = {
  script: ['src'],
  img: ['src'],
  source: ['src'],
  video: ['src', 'poster'],
  audio: ['src'],
  track: ['src'],
  embed: ['src'],
  input: ['src'],
  image: ['href', 'xlink:href'],
  use: ['href', 'xlink:href'],
  feimage: ['href', 'xlink:href'],
}

const PAGES: Record<string, string[]> = { iframe: ['src'], object: ['data'], a: ['href'], area: ['href'] }

/** The kinds of `<link>` that load a file; others only name an address. */
const LOADING_LINKS = new Set(
  'stylesheet icon apple-touch-icon apple-touch-icon-precomposed mask-icon manifest modulepreload preload prefetch'.split(
    ' ',
  ),
)

/** Attributes of template languages that replace the plain one. */
const BOUND = ['th:', 'data-th-', 'ng-', 'data-ng-', ':', 'v-bind:', 'x-bind:']

/** The addresses that a tag loads or leads to. */
export function readTagLinks(tag: Tag): Link[] {
  const name = tag.name.toLowerCase()
  const links = [
    ...linksOf(tag, RESOURCES[name], 'resource'),
    ...linksOf(tag, PAGES[name], 'page'),
    ...(name === 'form' ? linksOf(tag, ['action'], 'form') : []),
    ...(name === 'button' || name === 'input' ? linksOf(tag, ['formaction'], 'form') : []),
  ]
  if (name === 'img' || name === 'source') links.push(...readSourceSet(tag.attributes.get('srcset')))
  if (name === 'link' && loadsFile(tag)) {
    links.push(...linksOf(tag, ['href'], 'resource'), ...readSourceSet(tag.attributes.get('imagesrcset')))
  }
  return links
}

function linksOf({ attributes }: Tag, names: string[] | undefined, kind: LinkKind): Link[] {
  return (names ?? []).flatMap((name) => {
    const attribute = attributes.get(name)
    return attribute === undefined || BOUND.some((mark) => attributes.has(mark + name))
      ? []
      : [{ kind, address: attribute.value, offset: attribute.offset }]
  })
}

function loadsFile({ attributes }: Tag): boolean {
  const relations = (attributes.get('rel')?.value ?? '').toLowerCase().split(/\s+/)
  return relations.some((relation) => LOADING_LINKS.has(relation))
}

/** `small.png 1x, large.png 2x`: a comma ends an entry only at the end of an address or behind its size. */
function readSourceSet(attribute: Attribute | undefined): Link[] {
  if (attribute === undefined) return []
  const words = attribute.value.split(/\s+/).filter((word) => word !== '')
  const links: Link[] = []
  let isAddress = true
  for (const word of words) {
    const address = trimCommas(word)
    if (isAddress && address !== '') links.push({ kind: 'resource', address, offset: attribute.offset })
    isAddress = word.endsWith(',')
  }
  return links
}

/** A pattern that ends in `,+$` would try every comma of a megabyte of them. */
function trimCommas(word: string): string {
  let start = 0
  let end = word.length
  while (word[start] === ',') start++
  while (end > start && word[end - 1] === ',') end--
  return word.slice(start, end)
}
