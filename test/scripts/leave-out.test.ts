import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { leaveOut } from '../../scripts/leave-out.ts'

/** Bundles a few lines with these modules left out; what it imports is found from the root. */
function bundle(contents: string, leftOut: [module: string, standIn: string][]) {
  return build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [leaveOut(new Map(leftOut))],
  })
}

const STORAGE: [string, string] = ['@supabase/storage-js', 'storage-js.ts']

describe('what is left out of the build', () => {
  it('gives way to its stand-in, however it is imported', async () => {
    const place = '@supabase/auth-js/dist/module/lib/webauthn'
    const source = `export * from '@supabase/storage-js'\nexport * from './node_modules/${place}'`
    const { metafile } = await bundle(source, [STORAGE, [place, 'auth-js-webauthn.ts']])
    const inputs = Object.keys(metafile.inputs).filter((name) => name !== '<stdin>')
    expect(inputs.toSorted()).toEqual(['scripts/stand-ins/auth-js-webauthn.ts', 'scripts/stand-ins/storage-js.ts'])
  })

  it('fails the build once nothing imports it any more', async () => {
    const moved: [string, string] = ['@supabase/storage-js/moved', 'storage-js.ts']
    await expect(bundle(`export * from '@supabase/storage-js'`, [STORAGE, moved])).rejects.toThrow(
      /nothing imports @supabase\/storage-js\/moved,/,
    )
  })

  it.each([
    `export { NewClient } from '@supabase/storage-js'`,
    `import * as storage from '@supabase/storage-js'\nexport const client = new storage.NewClient()`,
  ])('fails the build once a name is imported of it that its stand-in lacks: %s', async (source) => {
    await expect(bundle(source, [STORAGE])).rejects.toThrow(/NewClient/)
  })
})
