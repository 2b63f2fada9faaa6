import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { variables } from '../../config.ts'
import { listFiles } from './build-files.ts'
import { readHealth } from './caller.ts'
import { findSecrets } from './secrets.ts'
import { check, fail, pass, some, unknown } from './subject.ts'

const PROCESS_TYPES: [entry: string, parameters: string[]][] = [
  ['node.js', []],
  ['worker.js', []],
  ['admin.js', ['config', '--json']],
]
const WRONG = 'not-a-number'

export const config = [
  check('every variable is documented', ['checkout'], async ({ checkout }) => {
    const example = await readFile(join(checkout, '.dev.vars.example'), 'utf8')
    const documented = example.split('\n').flatMap((line) => /^([A-Z]\w*)=/.exec(line)?.[1] ?? [])
    const known = Object.keys(variables.shape)
    const differing = [
      ...known.filter((name) => !documented.includes(name)).map((name) => `${name} is not in .dev.vars.example`),
      ...documented.filter((name) => !known.includes(name)).map((name) => `${name} is not in the schema`),
    ]
    if (differing.length > 0) return fail(some(differing), 'Make .dev.vars.example and src/config.ts agree.')
    return pass(`${known.length} variables, in the schema and in .dev.vars.example alike`)
  }),
  check('no secret is in the build', ['dist'], async ({ dist, config: effective }) => {
    const files = await listFiles(dist)
    const found = await findSecrets(dist, files, effective)
    if (found.length > 0) return fail(some(found), 'Take it out of the sources, build again, and change that secret.')
    return pass(`${files.length} files searched`)
  }),
  check('no secret is in the repository', ['checkout'], async ({ checkout, config: effective }) => {
    const listed = await promisify(execFile)('git', ['-C', checkout, 'ls-files', '-z']).catch(() => undefined)
    if (listed === undefined) return unknown('the sources are no git checkout, or there is no git')
    const files = listed.stdout.split('\0').filter(Boolean)
    const environments = files.filter((file) => /(?:^|\/)\.(?:env|dev\.vars)$/.test(file))
    const found = [
      ...environments.map((file) => `${file} is tracked`),
      ...(await findSecrets(checkout, files, effective)),
    ]
    if (found.length > 0) return fail(some(found), 'Take it out of the history, and change that secret.')
    return pass(`${files.length} tracked files searched`)
  }),
  check('a malformed environment is refused, by every type of process alike', ['launcher'], async ({ launcher }) => {
    const bad = { MAX_BODY_BYTES: WRONG, AI_MODELS: '' }
    const ends = await Promise.all(
      PROCESS_TYPES.map(async ([entry, parameters]) => ({ entry, ...(await launcher.run(entry, parameters, bad)) })),
    )
    const wrong = ends.filter(({ code, stdout }) => {
      const named = Object.keys(bad).every((name) => stdout.includes(name))
      return code !== 78 || !named || stdout.includes(WRONG)
    })
    const evidence = ends.map(({ entry, code }) => `${entry} exits with ${code}`).join(', ')
    if (wrong.length === 0) return pass(`${evidence}; each names both variables and no value`)
    return fail(evidence, 'Let every entry read its environment through parseConfig, and exit with 78.')
  }),
  check('a setting makes another release of the same build', ['urls', 'launcher'], async ({ urls, launcher }) => {
    const other = await launcher.start('node', { MAX_BODY_BYTES: '2048' })
    const [theirs, own] = await Promise.all([readHealth(urls[0] ?? ''), readHealth(other.url)])
    await other.stop()
    const evidence = `releases ${theirs.release} and ${own.release}`
    const right = theirs.app_sha256 === own.app_sha256 && theirs.config_sha256 !== own.config_sha256
    return right ? pass(evidence) : fail(evidence, 'Nothing but the environment may make the difference.')
  }),
]
