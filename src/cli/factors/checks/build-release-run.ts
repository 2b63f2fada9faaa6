import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listFiles, readRelease, sha256Of } from '../build-files.ts'
import { readHealth } from '../caller.ts'
import { check, fail, pass, unknown } from '../subject.ts'

const BUILD_TIMEOUT_MS = 280_000

export const buildReleaseRun = [
  check('the build knows its own digest', ['dist'], async ({ dist }) => {
    const [{ app_sha256 }, digest] = await Promise.all([readRelease(dist), sha256Of(join(dist, 'app.js'))])
    const evidence = `app.js is ${digest.slice(0, 12)}, release.json says ${app_sha256.slice(0, 12)}`
    return digest === app_sha256
      ? pass(evidence)
      : fail(evidence, 'The build was changed after it was made: build again.')
  }),
  check('what runs is that build with one configuration', ['urls', 'dist'], async ({ urls, dist }) => {
    const [{ app_sha256 }, ...healths] = await Promise.all([readRelease(dist), ...urls.map((url) => readHealth(url))])
    const releases = new Set(healths.map(({ release }) => release))
    const right = healths.every((health) => {
      const id = `${health.app_sha256.slice(0, 12)}-${health.config_sha256.slice(0, 12)}`
      return health.app_sha256 === app_sha256 && health.release === id
    })
    const evidence = `${urls.length} processes of release ${[...releases].join(' and ')}`
    if (right && releases.size === 1) return pass(evidence)
    return fail(evidence, 'Deploy this build, with the same variables everywhere.')
  }),
  check('building again gives the same bytes', ['checkout', 'dist'], async ({ checkout, dist }) => {
    const script = join('scripts', 'build.ts')
    if (!existsSync(join(checkout, 'node_modules', 'esbuild'))) return unknown('esbuild is not installed: npm ci')
    const folder = await mkdtemp(join(tmpdir(), 'samokoder-build-'))
    try {
      await promisify(execFile)(process.execPath, [script, folder], { cwd: checkout, timeout: BUILD_TIMEOUT_MS })
      const [again, first] = await Promise.all([folder, dist].map((place) => sha256Of(join(place, 'app.js'))))
      const evidence = `app.js was ${first?.slice(0, 12) ?? ''} and is ${again?.slice(0, 12) ?? ''} again`
      return again === first ? pass(evidence) : fail(evidence, 'The build is of other sources: npm run build.')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }),
  check('running it changes nothing of it', ['dist', 'launcher'], async ({ dist, launcher }) => {
    const digest = async () => {
      const files = await listFiles(dist)
      return (await Promise.all(files.map(async (file) => `${file} ${await sha256Of(join(dist, file))}`))).join('\n')
    }
    const before = await digest()
    const launched = await launcher.start('node')
    await readHealth(launched.url)
    await launched.stop()
    const same = (await digest()) === before
    const evidence = `${before.split('\n').length} files ${same ? 'are' : 'are not'} as they were before a start`
    return same ? pass(evidence) : fail(evidence, 'A process must not write into its own build.')
  }),
]
