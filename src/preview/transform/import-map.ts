// Packages come from a CDN of modules, by the names and versions of package.json.

type Packages = { packages: Record<string, string>; modulesUrl: string }

/** Far more than any project lists. */
const MOST_PACKAGES = 300
/** As npm has it. */
const MOST_NAME_CHARS = 214
/** Far more than a version has; each of a thousand imports of a package may name it. */
const MOST_VERSION_CHARS = 100

/** Of what a project lists, names and ranges, the packages that come from there. */
export function takePackages(listed: Record<string, unknown>): Record<string, string> {
  const isName = (name: string) =>
    name.length <= MOST_NAME_CHARS && /^(?:@[\w.-]+\/)?[\w.-]+$/.test(name) && !name.startsWith('@types/')
  const taken: [string, string][] = []
  for (const [name, range] of Object.entries(listed)) {
    if (taken.length >= MOST_PACKAGES) break
    if (typeof range === 'string' && isName(name)) taken.push([name, range])
  }
  return Object.fromEntries(taken)
}

/** The import map of a page; undefined for a project without packages. */
export function writeImportMap({ packages, modulesUrl }: Packages): string | undefined {
  const names = Object.keys(packages)
  if (names.length === 0) return undefined
  const imports = names.flatMap((name) => {
    const others = names.filter((other) => other !== name)
    const url = urlOf({ packages, modulesUrl }, name, others)
    return [
      [name, withQuery(url)],
      [`${name}/`, `${url}/`],
    ]
  })
  // Nothing that stands in it ends the script that it stands in.
  return JSON.stringify({ imports: Object.fromEntries(imports) }).replaceAll('<', '\\u003c')
}

/** Where a style of a package is, if the project lists that. */
export function styleUrl(listed: Packages, specifier: string): string | undefined {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (!Object.hasOwn(listed.packages, name)) return undefined
  return urlOf(listed, name, []) + specifier.slice(name.length)
}

/** Packages that the project lists itself are the same ones for all of them: two of React would not know each other. */
function urlOf({ packages, modulesUrl }: Packages, name: string, others: readonly string[]): string {
  const template = others.length === 0 ? modulesUrl.replace(/[&?]\w+=\{others\}/, '') : modulesUrl
  return template
    .replaceAll('{name}', () => name)
    .replaceAll('{version}', () => encodeURIComponent(versionOf(packages[name] ?? '')))
    .replaceAll('{others}', () => others.join(','))
}

/** What follows a name with a slash can stand behind no query; elsewhere it is one. */
function withQuery(url: string): string {
  return url.includes('?') ? url : url.replace('&', '?')
}

/** The last of the ranges that are listed; what is no range, such as the address of a repository, is the latest. */
function versionOf(range: string): string {
  const last = range.split('||').at(-1)?.trim().split(/\s+/)[0] ?? ''
  if (last.length > MOST_VERSION_CHARS) return 'latest'
  return /^[\^~>=<v]*\d[\w.+-]*$/.test(last) ? last.replace(/^[>=<v]+/, '') : 'latest'
}
