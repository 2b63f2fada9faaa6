import { asRecord, parseLenientJson } from '../checks/json/parse-json.ts'
import type { Manifest } from '../services/database-types.ts'
import type { Message } from './message-page.ts'

/** How programs are run that are told by a file of theirs, the surest sign first. */
const PROGRAMS: [file: RegExp, what: string, commands: string[]][] = [
  [/^(?:docker-)?compose\.ya?ml$/, 'It is started with Docker:', ['docker compose up']],
  [/^manage\.py$/, 'It is a Django application:', ['pip install -r requirements.txt', 'python manage.py runserver']],
  [/^go\.mod$/, 'It is written in Go:', ['go run .']],
  [/^Cargo\.toml$/, 'It is written in Rust:', ['cargo run']],
  [/^Gemfile$/, 'It is written in Ruby:', ['bundle install', 'bundle exec ruby app.rb']],
  [/^composer\.json$|\.php$/, 'It is written in PHP:', ['php -S localhost:8080']],
  [/^pom\.xml$/, 'It is written in Java:', ['mvn spring-boot:run']],
]

/** What tells how to run a project that has no page of its own; undefined for one of which that is not known. */
export function describeServer(manifest: Manifest, beside: Record<string, string>): Message | undefined {
  const paths = Object.keys(manifest)
  const found = describePackage(beside['package.json']) ?? describeProgram(paths) ?? describePython(paths)
  if (found === undefined) return undefined
  const text = ['This project needs a program that runs on a server, which a preview does not have.', found.what]
  return { title: 'This needs a server', text, commands: found.commands }
}

/** Of these languages a browser knows nothing, and a project with a script that starts it brings their compilers. */
const COMPILED = /\.(vue|svelte|astro)$/i

/** What tells how to run a project whose components need a compiler; undefined for all others. */
export function describeBuild(paths: readonly string[], packageText: string | undefined): Message | undefined {
  const [extension] = paths.flatMap((path) => COMPILED.exec(path)?.[0] ?? [])
  const howToRun = extension === undefined ? undefined : describePackage(packageText)
  if (howToRun === undefined) return undefined
  const text = [`Files like its ${extension} ones need a compiler, which a preview does not have.`, howToRun.what]
  return { title: 'This needs a build', text, commands: howToRun.commands }
}

type HowToRun = { what: string; commands: string[] }

function describePackage(text: string | undefined): HowToRun | undefined {
  const { scripts } = asRecord(parseLenientJson(text ?? ''))
  const name = ['dev', 'start'].find((script) => typeof asRecord(scripts)[script] === 'string')
  if (name === undefined) return undefined
  return { what: 'It is started with Node:', commands: ['npm install', `npm run ${name}`] }
}

function describeProgram(paths: readonly string[]): HowToRun | undefined {
  const program = PROGRAMS.find(([file]) => paths.some((path) => file.test(path)))
  return program && { what: program[1], commands: program[2] }
}

/** The file that is started is the one that is called so, or the only one. */
function describePython(paths: readonly string[]): HowToRun | undefined {
  const scripts = paths.filter((path) => path.endsWith('.py') && !/(?:^|\/)(?:__|test)/.test(path))
  const main = scripts.find((path) => /(?:^|\/)(?:main|app|bot|run|server)\.py$/.test(path)) ?? scripts[0]
  if (main === undefined) return undefined
  const install = paths.includes('requirements.txt') ? ['pip install -r requirements.txt'] : []
  return { what: 'It is written in Python:', commands: [...install, `python ${main}`] }
}
