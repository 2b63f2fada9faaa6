// Packages come from a CDN of modules, by the names and versions of package.json.

type Packages = { packages: Record<string, string>; modulesUrl: string }

/** Far more than any project lists. */
const MOST_PACKAGES = 300

/** The import map of a page; undefined for a project without packages. */
export function writeImportMap({ packages, modulesUrl }: Packages): string | undefined {
  const names = packageNames(packages)
  if (names.length === 0) return undefined
  const imports = names.flatMap((name) => [
    [name, withQuery(urlOf({ packages, modulesUrl }, name))],
    [`${name}/`, `${urlOf({ packages, modulesUrl }, name)}/`],
  ])
  // Nothing that stands in it ends the script that it stands in.
  return JSON.stringify({ imports: Object.fromEntries(imports) }).replaceAll('<', '\\u003c')
}

/** Where a file of a package is, if the project lists it. */
export function moduleUrl(listed: Packages, specifier: string): string | undefined {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (!packageNames(listed.packages).includes(name)) return undefined
  return urlOf(listed, name) + specifier.slice(name.length)
}

function packageNames(packages: Record<string, string>): string[] {
  const isName = (name: string) => /^(?:@[\w.-]+\/)?[\w.-]+$/.test(name) && !name.startsWith('@types/')
  return Object.keys(packages).filter(isName).slice(0, MOST_PACKAGES)
}

/** Packages that the project lists itself are the same ones for all of them: two of React would not know each other. */
function urlOf({ packages, modulesUrl }: Packages, name: string): string {
  const others = packageNames(packages).filter((other) => other !== name)
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
  return /^[\^~>=<v]*\d[\w.+-]*$/.test(last) ? last.replace(/^[>=<v]+/, '') : 'latest'
}
