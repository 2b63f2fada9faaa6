// What the build leaves out of libraries: modules that the app never calls, and that tree shaking keeps since the
// constructors of clients that it does call wire them in. Each gives way to a small module of stand-ins/, which says why.
import type { Plugin } from 'esbuild'
import { join, relative, resolve, sep } from 'node:path'

/** Module → stand-in. A module is named as it is imported; one that is imported by its place, by its place in node_modules. */
export const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['@supabase/realtime-js', 'realtime-js.ts'],
  ['@supabase/storage-js', 'storage-js.ts'],
  ['@supabase/functions-js', 'functions-js.ts'],
  ['@supabase/auth-js/dist/module/lib/webauthn', 'auth-js-webauthn.ts'],
  ['entities/decode', 'entities-decode.ts'],
])

/**
 * Puts stand-ins in the place of modules. A build fails when nothing imports one of the modules, as after an upgrade that
 * moved it, and when a stand-in lacks a name that is imported of it.
 */
export function leaveOut(modules: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'leave-out',
    setup({ initialOptions, onResolve, onEnd }) {
      const unmatched = new Set(modules.keys())
      initialOptions.logOverride = { ...initialOptions.logOverride, 'import-is-undefined': 'error' }

      onResolve({ filter: /./ }, ({ path, resolveDir }) => {
        const name = path.startsWith('.') ? placeInNodeModules(join(resolveDir, path)) : path
        const standIn = modules.get(name)
        if (standIn === undefined) return undefined
        unmatched.delete(name)
        return { path: resolve('scripts', 'stand-ins', standIn) }
      })
      onEnd(() => ({
        errors: [...unmatched].map((name) => ({
          text: `nothing imports ${name}, which scripts/leave-out.ts leaves out`,
        })),
      }))
    },
  }
}

function placeInNodeModules(path: string): string {
  return relative('node_modules', path).split(sep).join('/')
}
