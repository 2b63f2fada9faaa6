// Builds the monitoring services of compose.yaml that the tests start, with Go and from Go's own modules. The first time takes
// a quarter of an hour of a core; what is there is not built again.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { BINARIES_FOLDER, binaryOf, type Built } from './monitoring-binaries.ts'

const environment = { ...process.env, GOFLAGS: '-buildvcs=false' }

mkdirSync(BINARIES_FOLDER, { recursive: true })
// Of the release that compose.yaml names, with the components that its configuration names.
make('otelcol', () => go(['build', '-o', binaryOf('otelcol'), '.'], 'test/monitoring/collector'))
// The releases of these that there are as modules: the nearest to those of compose.yaml.
make('victoria-logs', () =>
  go(['install', 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs@v1.52.1'], '.', { GOBIN: BINARIES_FOLDER }),
)
make('jaeger', () =>
  go(['build', '-o', binaryOf('jaeger'), './cmd/jaeger'], download('github.com/jaegertracing/jaeger@v1.76.0')),
)

function make(name: Built, build: () => void): void {
  if (existsSync(binaryOf(name))) return
  process.stderr.write(`Building ${name} …\n`)
  build()
}

function go(parameters: string[], folder: string, more: Record<string, string> = {}): void {
  execFileSync('go', parameters, {
    cwd: folder,
    env: { ...environment, ...more },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** The folder of a module's sources. */
function download(module: string): string {
  const told = execFileSync('go', ['mod', 'download', '-json', module], { env: environment, encoding: 'utf8' })
  return (JSON.parse(told) as { Dir: string }).Dir
}
