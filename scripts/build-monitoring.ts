// Builds the monitoring services of compose.yaml that the tests start, with Go and from Go's own modules. The first time takes
// ten minutes of a core, and as many again for Jaeger, which is built when it is asked for by name. What is there is not built
// again; what cannot be built is told, and the tests that need it say that they are skipped.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { BINARIES_FOLDER, binaryOf, type Built } from './monitoring-binaries.ts'

const LONGEST_BUILD_MS = 900_000

const environment = { ...process.env, GOFLAGS: '-buildvcs=false' }

mkdirSync(BINARIES_FOLDER, { recursive: true })
// Of the release that compose.yaml names, with the components that its configuration names.
make('otelcol', () => go(['build', '-o', binaryOf('otelcol'), '.'], 'test/monitoring/collector'))
// The releases of these that there are as modules: the nearest to those of compose.yaml.
make('victoria-logs', () =>
  go(['install', 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs@v1.52.1'], '.', { GOBIN: BINARIES_FOLDER }),
)
if (process.argv.includes('jaeger')) {
  make('jaeger', () =>
    go(['build', '-o', binaryOf('jaeger'), './cmd/jaeger'], download('github.com/jaegertracing/jaeger@v1.76.0')),
  )
}

function make(name: Built, build: () => void): void {
  if (existsSync(binaryOf(name))) return
  process.stderr.write(`Building ${name} …\n`)
  try {
    build()
  } catch (error) {
    process.stderr.write(`${name} was not built: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}

function go(parameters: string[], folder: string, more: Record<string, string> = {}): void {
  execFileSync('go', parameters, {
    cwd: folder,
    env: { ...environment, ...more },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: LONGEST_BUILD_MS,
  })
}

/** The folder of a module's sources. */
function download(module: string): string {
  const told = execFileSync('go', ['mod', 'download', '-json', module], { env: environment, encoding: 'utf8' })
  return (JSON.parse(told) as { Dir: string }).Dir
}
