import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { variables } from '../../../config.ts'
import { listBuild } from '../build-files.ts'
import { readHealth } from '../caller.ts'
import { git } from '../git.ts'
import { describeSearch, findSecrets } from '../find-secrets.ts'
import { abbreviate, check, fail, pass, unknown } from '../subject.ts'

const ENVIRONMENT = String.raw`(?<!["'\x60])\b(?:process\.env|(?:Deno|Bun|import\.meta)\.env)`
const READ_BY_NAME = new RegExp(
  String.raw`${ENVIRONMENT}(?:\??\.get)?(?:\??\.(?!get\b|toObject\b)|(?:\?\.)?[[(]\s*["'\x60])([A-Za-z_]\w*)`,
  'g',
)
const TAKEN_APART = new RegExp(String.raw`\{([^{}]*)\}\s*=\s*${ENVIRONMENT}\b(?!\.)`, 'g')
/** What is no configuration of a deployment. */
const FOREIGN = new Set([
  // The client of PostgreSQL takes the name of the user from these when its address has none.
  'USER',
  'USERNAME',
  'LOGNAME',
  // Of a user of the command line: the terminal, the folder of settings, and the deployment that is called.
  'NO_COLOR',
  'XDG_CONFIG_HOME',
  'APPDATA',
  'SAMOKODER_URL',
  'SAMOKODER_KEY',
])
/** Runs in browsers, which have no environment. */
const STUDIO = /^studio[/\\]/

/** Variables that a module reads by name and that are not in the schema. */
function readVariables(source: string): string[] {
  const named = [...source.matchAll(READ_BY_NAME)].map(([, name = '']) => name)
  const taken = [...source.matchAll(TAKEN_APART)].flatMap(
    ([, list = '']) => list.match(/(?<![\w:]\s*)[A-Za-z_]\w*/g) ?? [],
  )
  return [...named, ...taken].filter((name) => !Object.hasOwn(variables.shape, name) && !FOREIGN.has(name))
}

const PROCESS_TYPES: [entry: string, parameters: string[]][] = [
  ['node.js', []],
  ['worker.js', []],
  ['cli.js', ['config', '--json']],
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
    if (differing.length > 0) return fail(abbreviate(differing), 'Make .dev.vars.example and src/config.ts agree.')
    return pass(`${known.length} variables, in the schema and in .dev.vars.example alike`)
  }),
  check('no other variable is read', ['dist'], async ({ dist }) => {
    const files = (await listBuild(dist)).filter((file) => file.endsWith('.js') && !STUDIO.test(file))
    const read = await Promise.all(
      files.map(async (file) =>
        readVariables(await readFile(join(dist, file), 'utf8')).map((name) => `${name} in ${file}`),
      ),
    )
    const found = [...new Set(read.flat())]
    if (found.length > 0) return fail(abbreviate(found), 'Add it to src/config.ts, and read it from the configuration.')
    return pass(`${files.length} modules name none that is not in the schema`)
  }),
  check('no secret is in the build', ['dist'], async ({ dist, config: effective }) => {
    const files = await listBuild(dist)
    const found = await findSecrets(dist, files, effective)
    if (found.length > 0)
      return fail(abbreviate(found), 'Take it out of the sources, build again, and change that secret.')
    return pass(`${files.length} files searched ${describeSearch(effective)}`)
  }),
  check('no secret is in the repository', ['checkout'], async ({ checkout, config: effective }) => {
    const listed = await git(checkout, 'ls-files', '-z')
    if (listed === undefined) return unknown('the sources are no git checkout, or there is no git')
    const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(checkout, file)))
    if (files.length === 0) return unknown('git tracks no file there')
    const found = await findSecrets(checkout, files, effective)
    if (found.length > 0) return fail(abbreviate(found), 'Take it out of the history, and change that secret.')
    return pass(`${files.length} tracked files searched ${describeSearch(effective)}`)
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
