import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectAsService, rowsOf } from '../../../services/supabase.ts'
import { listBuild, readImports } from '../build-files.ts'
import { check, fail, pass } from '../subject.ts'

/** Parts of a build that are no entry to the app, beside what stands in folders: the Studio's own files. */
const NO_ENTRY = new Set(['app.js', 'cli.js', 'client.js'])

export const devProdParity = [
  check('every runtime is given the same app', ['dist'], async ({ dist }) => {
    const isEntry = (file: string) => /^[^/\\]+\.js$/.test(file) && !NO_ENTRY.has(file)
    const entries = (await listBuild(dist)).filter(isEntry)
    const imports = await Promise.all(entries.map((file) => readImports(join(dist, file))))
    const own = entries.filter((_, index) => !imports[index]?.includes('./app.js'))
    if (own.length > 0) return fail(`${own.join(', ')} do not import ./app.js`, 'Let scripts/build.ts make them.')
    return pass(`${entries.length} entries import ./app.js: ${entries.map((file) => file.slice(0, -3)).join(', ')}`)
  }),
  check('the image has the Node of development', ['checkout'], async ({ checkout }) => {
    const manifest = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>
    }
    const version = manifest.devDependencies['node'] ?? ''
    const dockerfile = await readFile(join(checkout, 'Dockerfile'), 'utf8')
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image)
    const evidence = `package.json has node ${version}, the Dockerfile ${[...new Set(images)].join(' and ')}`
    const right = images.length > 0 && images.every((image) => image.startsWith(`node:${version.split('.')[0] ?? ''}-`))
    return right ? pass(evidence) : fail(evidence, 'Name the same major version in both.')
  }),
  check('Workers are given the build as it is', ['checkout'], async ({ checkout }) => {
    const settings = await readFile(join(checkout, 'wrangler.toml'), 'utf8')
    const right = /^no_bundle = true$/m.test(settings) && /^main = "dist\/workers\.js"$/m.test(settings)
    const evidence = `wrangler.toml ${right ? 'uploads' : 'does not upload'} dist/workers.js unbundled`
    return right ? pass(evidence) : fail(evidence, 'Set main = "dist/workers.js" and no_bundle = true.')
  }),
  check('the database has the schema of the sources', ['checkout', 'config'], async ({ checkout, config }) => {
    const [database] = rowsOf(await connectAsService(config).rpc('describe_database'))
    const files = (await readdir(join(checkout, 'supabase', 'migrations'))).toSorted()
    const newest = /^\d+/.exec(files.at(-1) ?? '')?.[0] ?? ''
    const evidence = `the database is at ${database?.schema_version ?? 'nothing'}, supabase/migrations at ${newest}`
    return database?.schema_version === newest ? pass(evidence) : fail(evidence, 'samokoder migrate up')
  }),
]
