// What is no script as an import of it has it.
import { encodePath } from '../../services/encode-path.ts'
import { linkStyle } from './project-view.ts'

type Wrapped = { path: string; base: string; text: string; query: URLSearchParams }

/** The script of a module; or what is to be said, for a language that needs a compiler. */
export function wrapModule({ path, base, text, query }: Wrapped): { code: string } | { message: string } {
  const address = base + encodePath(path)
  if (query.has('raw')) return { code: `export default ${JSON.stringify(text)}` }
  if (query.has('url')) return { code: `export default ${JSON.stringify(address)}` }
  if (/\.json$/i.test(path)) return wrapJson(text)
  if (/\.css$/i.test(path)) return { code: `${linkStyle(address)} ${classesOf(path)}` }
  const compiler = /\.(vue|svelte|astro|scss|sass|less|styl|mdx)$/i.exec(path)?.[1]
  if (compiler !== undefined) return { message: `.${compiler} files are not shown without a build.` }
  return { code: `export default ${JSON.stringify(address)}` }
}

function wrapJson(text: string): { code: string } | { message: string } {
  try {
    // Written anew, since JSON from a file may begin with a byte order mark.
    return { code: `export default ${JSON.stringify(JSON.parse(text.replace(/^\uFEFF/, '')))}` }
  } catch {
    return { message: 'The file is not valid JSON.' }
  }
}

/** Where a build gives classes names of their own, here they keep those that they have. */
function classesOf(path: string): string {
  const isModule = /\.module\.css$/i.test(path)
  return isModule ? 'export default new Proxy({}, { get: (_, name) => name })' : 'export default {}'
}
