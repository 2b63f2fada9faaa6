// What the packages that a project lists do with its files.

export type Tools = {
  /** Pages that are no files are made when the site is built. */
  makesPages: boolean
  /** Scripts and style sheets of pages may be what a bundler or a task runner writes. */
  writesBundles: boolean
  /** Pages name the sources themselves, and not what a compiler makes of them. */
  takesSources: boolean
  /** `.js` files may hold syntax that only a compiler knows. */
  hasCompiler: boolean
  /** Names may be imported without a word of it in the file. */
  importsByItself: boolean
  /** Import and require may stand in one file. */
  takesBothKinds: boolean
  /** The service worker is written when the site is built. */
  makesServiceWorker: boolean
  /** Vite reads the scripts, and JSX only in files whose names say so. */
  refusesJsx: boolean
  /** `.js` files may hold JSX. */
  allowsJsx: boolean
}

const JSX_PACKAGES = (
  'react preact solid-js inferno next gatsby react-native expo vue hono @builder.io/qwik @wordpress/scripts react-scripts ' +
  '@babel/preset-react @types/react @docusaurus/core ink'
).split(' ')

const COMPILER =
  /^(?:@babel\/|babel-|@swc\/|flow-bin$|(?:typescript|esbuild|vite|webpack|parcel|next|gatsby|react-scripts|react-native|expo|ember-cli|lit|tsx)$)/

/** They write the scripts of pages under names of their own; with Vite and Parcel, pages name the sources. */
const BUNDLE_WRITERS = 'webpack gulp grunt rollup esbuild browserify laravel-mix @angular/cli brunch microbundle'.split(
  ' ',
)

const IMPORTING_PACKAGES = 'unplugin-auto-import nuxt nitropack wxt @nuxt/kit babel-plugin-auto-import'.split(' ')

/** Tools that run or bundle a file which has both import and require. */
const TAKES_BOTH =
  /^(?:@babel\/|babel-|@swc\/|jest|webpack|react-scripts$|next$|nuxt$|gatsby$|parcel|rollup|browserify|metro|expo$|react-native$|@angular\/cli$|laravel-mix$|gulp|esbuild$|bun$|bun-types$|@types\/bun$|tsup$|tsx$|ts-node$|electron|nw$|meteor-|requirejs$|ember-cli$|@rspack\/|vue-cli|@vue\/cli|esm$|@docusaurus\/|@wordpress\/|.*(?:commonjs|plugin-require))/

const SERVICE_WORKER_MAKER = /pwa|workbox|serwist|service-worker|^react-scripts$|offline/

const SITE_PACKAGES = '@11ty/eleventy hexo vuepress vitepress @docusaurus/core gridsome metalsmith astro gatsby'.split(
  ' ',
)

/** `settings`: the text of the settings of all tools, `viteSettings` those of Vite. */
export function readTools(packages: ReadonlySet<string>, settings: string, viteSettings: string): Tools {
  const hasAny = (list: readonly string[]) => list.some((name) => packages.has(name))
  const hasLike = (pattern: RegExp) => [...packages].some((name) => pattern.test(name))
  return {
    makesPages: hasAny(SITE_PACKAGES),
    writesBundles: hasAny(BUNDLE_WRITERS) && !packages.has('vite'),
    takesSources: packages.has('vite'),
    hasCompiler: hasLike(COMPILER),
    importsByItself: hasAny(IMPORTING_PACKAGES) || /auto-?import|ProvidePlugin|jsxInject|\binject\b/i.test(settings),
    takesBothKinds:
      hasLike(TAKES_BOTH) || /commonjs|require/i.test(settings.replace(/module\.exports|["']commonjs["']/gi, '')),
    makesServiceWorker: hasLike(SERVICE_WORKER_MAKER),
    refusesJsx: hasAny(['@vitejs/plugin-react', '@vitejs/plugin-react-swc']) && !/jsx|loader/i.test(viteSettings),
    allowsJsx: hasAny(JSX_PACKAGES),
  }
}
