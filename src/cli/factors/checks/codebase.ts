import { readRelease } from '../build-files.ts'
import { readHealth } from '../caller.ts'
import { git } from '../git.ts'
import { check, fail, pass, unknown } from '../subject.ts'

/** What a build is made of. */
const SOURCES = ['src', 'functions', 'supabase', 'package.json', 'package-lock.json']

export const codebase = [
  check('every process runs the same build', ['urls'], async ({ urls }) => {
    if (urls.length < 2) return unknown('one process is like itself: give --url for each')
    const healths = await Promise.all(urls.map((url) => readHealth(url)))
    const builds = new Set(
      healths.map(({ commit, app_sha256 }) => `app.js ${app_sha256.slice(0, 12)} of commit ${commit.slice(0, 12)}`),
    )
    const evidence = `${urls.length} processes run ${[...builds].join(' and ')}`
    return builds.size === 1 ? pass(evidence) : fail(evidence, 'Deploy one build to all of them.')
  }),
  check('the build is of the commit that is checked out', ['checkout', 'dist'], async ({ checkout, dist }) => {
    const head = await git(checkout, 'rev-parse', 'HEAD')
    if (head === undefined) return unknown('the sources are no git checkout, or there is no git')
    const { commit } = await readRelease(dist)
    const evidence = `release.json says ${commit.slice(0, 12)}, HEAD is ${head.slice(0, 12)}`
    return commit.replace('-dirty', '') === head ? pass(evidence) : fail(evidence, 'Build again: npm run build.')
  }),
  check('the sources are as they were committed', ['checkout'], async ({ checkout }) => {
    const status = await git(checkout, 'status', '--porcelain', '--untracked-files=no', '--', ...SOURCES)
    if (status === undefined) return unknown('the sources are no git checkout, or there is no git')
    if (status === '') return pass(`git status is clean in ${SOURCES.join(', ')}`)
    const changed = status.split('\n').length
    return fail(`${changed} files differ from their commit`, 'Commit them, then build.')
  }),
]
