// What a tag may be called: the format's own names, and those that other builders have taught models.

export type TagName = 'plan' | 'file' | 'edit' | 'delete' | 'rename' | 'read'

/** A tag that holds blocks, or one whose body is a command: neither says anything of a file. */
export type OtherName = 'wrapper' | 'command'

const OWN: readonly TagName[] = ['plan', 'file', 'edit', 'delete', 'rename', 'read']

const FOREIGN: Record<string, TagName | OtherName> = {
  boltaction: 'file',
  'lov-write': 'file',
  'dyad-write': 'file',
  create_file: 'file',
  write_file: 'file',
  'dyad-search-replace': 'edit',
  'lov-delete': 'delete',
  'dyad-delete': 'delete',
  delete_file: 'delete',
  'lov-rename': 'rename',
  'dyad-rename': 'rename',
  boltartifact: 'wrapper',
  artifact: 'wrapper',
  antartifact: 'wrapper',
  'lov-code': 'wrapper',
  'dyad-chat-summary': 'command',
  'lov-add-dependency': 'command',
  'dyad-add-dependency': 'command',
  'dyad-command': 'command',
}

const NAMES = new Map<string, TagName | OtherName>([
  ...OWN.map((name) => [name, name] as const),
  ...Object.entries(FOREIGN),
])

/** What a name stands for, in whatever case it is written. */
export function meaningOf(raw: string): TagName | OtherName | undefined {
  return NAMES.get(raw.toLowerCase())
}

/** Whether a tag of this name belongs to another builder's format. */
export function isForeign(raw: string): boolean {
  return Object.hasOwn(FOREIGN, raw.toLowerCase())
}

/** Attributes that the tag must have, each under the names that models give it; the first is the format's own. */
const ATTRIBUTES: Record<TagName, Readonly<Record<string, readonly string[]>>> = {
  plan: {},
  file: { path: ['filepath', 'file_path', 'filename', 'file', 'name', 'src'] },
  edit: { path: ['filepath', 'file_path', 'filename', 'file', 'name', 'src'] },
  delete: { path: ['filepath', 'file_path', 'filename', 'file', 'name', 'src'] },
  read: { path: ['filepath', 'file_path', 'filename', 'file', 'name', 'src'] },
  rename: {
    from: ['old', 'old_path', 'original_file_path', 'oldpath'],
    to: ['new', 'new_path', 'new_file_path', 'newpath'],
  },
}

/** Gives the attributes their own names; tells whether one had another. An attribute that stands twice is left alone. */
export function nameAttributes(name: TagName, attributes: Map<string, string>): boolean {
  let isRenamed = false
  for (const [own, others] of Object.entries(ATTRIBUTES[name])) {
    if ((attributes.get(own) ?? '') !== '') continue
    const values = others.map((other) => attributes.get(other) ?? '').filter((value) => value !== '')
    const [value] = values
    if (value === undefined || values.length > 1) continue
    attributes.set(own, value)
    isRenamed = true
  }
  return isRenamed
}
