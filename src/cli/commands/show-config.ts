import type { Command } from 'commander'
import { SECRET_VARIABLES, variables, type Config } from '../../config.ts'
import { readConfig, perform, table } from '../command.ts'

export function addConfig(program: Command): void {
  const command = program
    .command('config')
    .summary('show the effective configuration, secrets masked')
    .description('Every variable as the processes of this release read it from this environment, secrets masked.')
  perform(command, () => {
    const config = readConfig()
    const rows = Object.keys(variables.shape).map((name) => ({
      name,
      value: show(name as keyof Config, config),
      source: process.env[name] ? 'environment' : 'default',
    }))
    return Promise.resolve({
      data: { variables: rows },
      lines: table(rows.map(({ name, value, source }) => [name, value ?? 'unset', source])),
    })
  })
}

/** No part of a secret is shown, nor the credentials and parameters of a URL. */
function show(name: keyof Config, config: Config): string | null {
  const value = config[name]
  if (value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)) return null
  const text = isList(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : `${value}`
  if (SECRET_VARIABLES.includes(name)) return `set, ${text.length} characters`
  return text.replace(/(:\/\/)[^/?#]*@/, '$1…@').replace(/([?&][^=&#]*=)[^&#]+/g, '$1…')
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
