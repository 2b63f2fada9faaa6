import { SECRET_VARIABLES } from '../../../config.ts'
import { readRelease } from '../build-files.ts'
import { askUntil } from '../ask-until.ts'
import { abbreviate, check, fail, pass } from '../subject.ts'

const SHORTEST_SECRET = 8

export const adminProcesses = [
  check('they are part of the same release', ['dist', 'launcher'], async ({ dist, launcher }) => {
    const [{ version }, { code, stdout }] = await Promise.all([
      readRelease(dist),
      launcher.run('cli.js', ['--version']),
    ])
    const evidence = `cli.js is of version ${stdout.trim()}, the build of ${version}`
    return code === 0 && stdout.trim() === version ? pass(evidence) : fail(evidence, 'Build again: npm run build.')
  }),
  check('they read the same configuration, and show no secret', ['launcher'], async ({ launcher }) => {
    const { code, stdout } = await launcher.run('cli.js', ['config', '--json'])
    const shown = SECRET_VARIABLES.filter((name) => {
      const value = launcher.environment[name] ?? ''
      return value.length >= SHORTEST_SECRET && stdout.includes(value)
    })
    if (shown.length > 0) return fail(`config shows ${abbreviate(shown)}`, 'Mark it as a secret in src/config.ts.')
    const { variables } = JSON.parse(stdout) as { variables: { source: string }[] }
    const given = variables.filter(({ source }) => source === 'environment').length
    const evidence = `config: exit code ${code}, ${given} of ${variables.length} variables from the environment, none shown that is secret`
    return code === 0 ? pass(evidence) : fail(evidence, 'Run it by hand to see why.')
  }),
  check('they reach the same backing services', ['launcher'], async ({ launcher }) => {
    const { code, stdout } = await askUntil(
      (end) => end.code === 0,
      () => launcher.run('cli.js', ['doctor', '--json']),
    )
    const { findings = [] } = JSON.parse(stdout) as { findings?: { name: string; result: string }[] }
    const failed = findings.filter(({ result }) => result === 'failed').map(({ name }) => name)
    const evidence = `doctor: exit code ${code}, ${findings.length} findings, ${failed.length} failed`
    return code === 0
      ? pass(evidence)
      : fail(`${evidence}: ${abbreviate(failed)}`, 'samokoder doctor tells how to mend it.')
  }),
]
