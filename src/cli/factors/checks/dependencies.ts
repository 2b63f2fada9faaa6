import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listBuild, readImports } from '../build-files.ts'
import { abbreviate, check, fail, pass, unknown } from '../subject.ts'

type Versions = Record<string, string>
type Manifest = { dependencies?: Versions; devDependencies?: Versions; optionalDependencies?: Versions }
type Package = Manifest & { version?: string; integrity?: string; license?: string; dev?: boolean }
type Packages = Record<string, Package>
type Lockfile = { packages: Packages }

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/
/** Licences that ask for nothing but their own text. */
const PERMISSIVE = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'MIT-0',
])
const AUDIT_TIMEOUT_MS = 8000

const readJson = async <T>(folder: string, file: string) => JSON.parse(await readFile(join(folder, file), 'utf8')) as T

export const dependencies = [
  check('every dependency is declared exactly and locked', ['checkout'], async ({ checkout }) => {
    const manifest = await readJson<Manifest>(checkout, 'package.json')
    const { packages } = await readJson<Lockfile>(checkout, 'package-lock.json')
    const declared = Object.entries(declaredBy(manifest))
    const wrong = declared.flatMap(([name, wanted]) => {
      // Under a name of our own it is declared as npm:<its name>@<version>.
      const version = wanted.replace(/^npm:.+@/, '')
      const locked = packages[`node_modules/${name}`]
      if (!EXACT.test(version)) return [`${name} has no exact version`]
      if (locked === undefined) return [`${name} is not in package-lock.json`]
      return locked.version === version ? [] : [`${name} is locked at ${locked.version ?? 'nothing'}`]
    })
    wrong.push(...findUnlocked(manifest, packages))
    if (wrong.length > 0) return fail(abbreviate(wrong), 'Run npm install, and commit package-lock.json.')
    return pass(`${declared.length} dependencies, ${Object.keys(packages).length - 1} packages in package-lock.json`)
  }),
  check('the build needs nothing but itself', ['dist'], async ({ dist }) => {
    const modules = (await listBuild(dist)).filter((file) => file.endsWith('.js'))
    const imports = await Promise.all(modules.map((file) => readImports(join(dist, file))))
    const foreign = imports.flat().filter((source) => !isBuiltin(source) && !/^\.\/[\w-]+\.js$/.test(source))
    if (foreign.length > 0) return fail(`it imports ${abbreviate(foreign)}`, 'Let scripts/build.ts bundle it.')
    return pass(`${modules.length} modules import ./app.js and parts of the runtime only`)
  }),
  check('licences of what is built in are permissive', ['checkout'], async ({ checkout }) => {
    const { packages } = await readJson<Lockfile>(checkout, 'package-lock.json')
    const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true)
    const counts = new Map<string, number>()
    for (const [, { license = 'none' }] of shipped) counts.set(license, (counts.get(license) ?? 0) + 1)
    const other = shipped.filter(([, { license = 'none' }]) => !PERMISSIVE.has(license)).map(([path]) => path)
    const evidence = [...counts].map(([license, count]) => `${count} ${license}`).join(', ')
    return other.length === 0
      ? pass(evidence)
      : fail(`${abbreviate(other)} of ${evidence}`, 'Replace them, or clear their licence.')
  }),
  check('no known vulnerability is built in', ['checkout'], async ({ checkout }) => {
    const found = await audit(checkout)
    if (found === undefined) return unknown(`the registry gave npm audit no answer in ${AUDIT_TIMEOUT_MS / 1000} s`)
    const { critical, high, moderate, low } = found
    const evidence = `npm audit: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low`
    return critical + high === 0 ? pass(evidence) : fail(evidence, 'Run npm audit, and update what it names.')
  }),
]

function declaredBy({ dependencies: main, devDependencies, optionalDependencies }: Manifest): Versions {
  return { ...main, ...devDependencies, ...optionalDependencies }
}

/** What a lockfile lacks to install what the manifest declares, and nothing else, byte for byte. */
function findUnlocked(manifest: Manifest, packages: Packages): string[] {
  const [given, locked] = [declaredBy(manifest), declaredBy(packages[''] ?? {})]
  const differing = [...new Set([...Object.keys(given), ...Object.keys(locked)])].filter(
    (name) => given[name] !== locked[name],
  )
  const installed = Object.entries(packages).filter(([path]) => path !== '')
  return [
    ...differing.map((name) => `${name} is declared otherwise in package-lock.json`),
    ...installed.filter(([, { integrity }]) => integrity === undefined).map(([path]) => `${nameOf(path)} has no hash`),
    ...installed.flatMap(([path, { dependencies: needed = {} }]) =>
      Object.keys(needed)
        .filter((name) => !isInstalled(packages, path, name))
        .map((name) => `${name}, which ${nameOf(path)} needs, is not in package-lock.json`),
    ),
  ]
}

/** Whether a package at `path` finds another as Node looks for it: beside it, or in a folder further up. */
function isInstalled(packages: Packages, path: string, name: string): boolean {
  const parts = path.split('/node_modules/')
  const above = parts.map(
    (_, index) => `${parts.slice(0, parts.length - index).join('/node_modules/')}/node_modules/${name}`,
  )
  return [...above, `node_modules/${name}`].some((place) => Object.hasOwn(packages, place))
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

type Severities = { critical: number; high: number; moderate: number; low: number }

async function audit(folder: string): Promise<Severities | undefined> {
  const options = { cwd: folder, timeout: AUDIT_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 }
  // npm exits with an error when it has found something.
  const { stdout } = await promisify(execFile)('npm', ['audit', '--omit=dev', '--json'], options).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  )
  try {
    return (JSON.parse(stdout) as { metadata?: { vulnerabilities: Severities } }).metadata?.vulnerabilities
  } catch {
    return undefined
  }
}
