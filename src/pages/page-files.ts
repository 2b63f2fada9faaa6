// How a page of this deployment loads files that the build has made for it.
import type { AppContext, PageFiles } from '../http/context.ts'

/** Where those files are, without a slash at the end; empty is this deployment, undefined nowhere. */
export function filesBaseOf(c: AppContext): string | undefined {
  return c.get('config').STUDIO_URL ?? (c.env?.servesStudio === true ? '' : undefined)
}

/** The elements of the head that load them. */
export function linksTo({ script, style, preloads }: PageFiles, base: string): string {
  // Relative, so that it also holds behind a path of a gateway.
  const urlOf = (name: string) => `${base === '' ? '' : `${base}/`}assets/${name}`
  const cors = base === '' ? '' : ' crossorigin'
  return [
    `<link rel="stylesheet" href="${urlOf(style)}"${cors}>`,
    ...preloads.map((name) => `<link rel="modulepreload" href="${urlOf(name)}"${cors}>`),
    `<script type="module" src="${urlOf(script)}"${cors}></script>`,
  ].join('\n')
}

/** By whom scripts and styles may be served, as a policy names them. */
export function filesSource(base: string): string {
  return base === '' ? "'self'" : `'self' ${new URL(base).origin}`
}
