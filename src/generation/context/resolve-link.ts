// Which file of the project an import or a link most likely means. A guess is good enough here: it decides what a model is
// shown, and the check that follows decides what is broken.
import { folderOf } from '../../checks/project-path.ts'

/** Extensions that imports leave out, and the files that stand for a folder. */
const ENDINGS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.vue', '.svelte', '.py', '.css', '.scss', '.json']
const FOLDER_FILES = ['/index.ts', '/index.tsx', '/index.js', '/index.jsx', '/index.html', '/__init__.py']

export function resolveLink(from: string, link: string, has: (path: string) => boolean): string | undefined {
  if (/^[a-z][\w+.-]*:|^\/\//i.test(link)) return undefined
  return basesOf(from, link)
    .flatMap((base) => [...ENDINGS, ...FOLDER_FILES].map((ending) => withoutScriptEnding(base, ending) + ending))
    .find((path) => path !== from && has(path))
}

/** Where the link may begin: beside the file, at the root, or under what an alias commonly stands for. */
function basesOf(from: string, link: string): string[] {
  const folder = folderOf(from)
  if (from.endsWith('.py')) return pythonBases(folder, link)
  if (link.startsWith('.')) return [join(folder, link)]
  const bare = link.replace(/^(?:[@~#]\/|\/)/, '')
  return [...(link.startsWith('/') || bare !== link ? [] : [join(folder, link)]), bare, `src/${bare}`, `public/${bare}`]
}

function pythonBases(folder: string, link: string): string[] {
  const dots = /^\.*/.exec(link)?.[0].length ?? 0
  const path = link.slice(dots).replaceAll('.', '/')
  if (dots > 0) return [join(folder, `${'../'.repeat(dots - 1)}${path}`)]
  return [join(folder, path), path, `src/${path}`]
}

/** TypeScript names the JavaScript that it becomes: "./a.js" is a.ts. */
function withoutScriptEnding(base: string, ending: string): string {
  return ending === '' ? base : base.replace(/\.js$/, '')
}

function join(folder: string, path: string): string {
  const parts: string[] = []
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
