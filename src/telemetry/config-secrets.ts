// What of a configuration must never be shown.
import { SECRET_VARIABLES, type Config } from '../config.ts'
import { createRedactor, secretPartsOf } from './redact.ts'

/** Every text that gives access, by the configuration. */
export function secretsOf(config: Config): string[] {
  return SECRET_VARIABLES.map((name) => config[name])
    .flatMap((value): unknown[] => (typeof value === 'object' ? Object.values(value) : [value]))
    .flatMap((value) => (typeof value === 'string' ? secretPartsOf(value) : []))
}

type Redactor = ReturnType<typeof createRedactor>

const redactors = new WeakMap<Config, Redactor>()

/** The one redactor of a configuration: of its log and of its spans. */
export function redactorOf(config: Config): Redactor {
  const known = redactors.get(config)
  if (known !== undefined) return known
  const redactor = createRedactor(secretsOf(config))
  redactors.set(config, redactor)
  return redactor
}
