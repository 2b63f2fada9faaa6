// The rules, the dashboard and what starts with them in compose.yaml, held to the metrics that the app exports.
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { parseConfig } from '../../src/app.ts'
import { SECRET_VARIABLES } from '../../src/config.ts'
import { renderMetrics } from '../../src/telemetry/exposition.ts'
import { createMeter, METRICS, type MetricName } from '../../src/telemetry/metrics.ts'
import { createCheckedApp } from '../support/checked-app.ts'
import { NO_PROMTOOL, runPromtool } from '../support/promtool.ts'

type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> }
type RecordRule = { record: string; expr: string; labels: { sli: string } }
type RuleTest = { alert_rule_test: { alertname: string; exp_alerts: { exp_labels: { sli?: string } }[] }[] }
type Panel = {
  id: number
  title: string
  type: string
  datasource?: { type: string }
  targets?: { expr: string; datasource: { type: string } }[]
}
type Dashboard = { uid: string; panels: Panel[]; annotations: { list: { expr: string }[] } }
type Scrape = { kubernetes_sd_configs?: unknown; static_configs?: unknown; authorization: { credentials_file: string } }
type Prometheus = { rule_files: string[]; scrape_configs: Scrape[] }
type Service = { volumes: string[]; configs?: { source: string; target: string }[] }

const FOLDER = 'deploy/prometheus'
const readYaml = async <T>(path: string) => parse(await readFile(path, 'utf8')) as T

const RULE_FILES = ['alerts', 'service-levels']
const all = await Promise.all(
  RULE_FILES.map((name) => readYaml<{ groups: { rules: (Rule | RecordRule)[] }[] }>(join(FOLDER, `${name}.yml`))),
)
const every = all.flatMap(({ groups }) => groups.flatMap((group) => group.rules))
const rules = every.filter((rule) => 'alert' in rule)
const records = every.filter((rule) => 'record' in rule)
const dashboard = JSON.parse(await readFile('deploy/grafana/samokoder.json', 'utf8')) as Dashboard
const shown = [
  ...dashboard.panels.flatMap(({ targets = [] }) =>
    targets.filter(({ datasource }) => datasource.type === 'prometheus').map(({ expr }) => expr),
  ),
  ...dashboard.annotations.list.map(({ expr }) => expr),
]
  // What Grafana writes in their place.
  .map((expr) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$__range', '6h').replaceAll('$route', '.*'))
const expressions = [...every.map(({ expr }) => expr), ...shown]

/** Every name that /metrics tells of, with its type; each is told even where no backing service is. */
async function readExported(): Promise<Map<string, string>> {
  const dead = 'http://127.0.0.1:9'
  const config = parseConfig({
    SUPABASE_URL: dead,
    SUPABASE_PUBLISHABLE_KEY: 'x',
    SUPABASE_SECRET_KEY: 'x',
    UPSTASH_REDIS_REST_URL: dead,
    UPSTASH_REDIS_REST_TOKEN: 'x',
    AI_BASE_URL: dead,
    AI_API_KEY: 'x',
    AI_MODELS: 'x',
    LOG_LEVEL: 'error',
  })
  const response = await createCheckedApp(config).request('/metrics', {}, { clientAddress: '127.0.0.1' })
  const types = (await response.text()).matchAll(/^# TYPE (\w+) (\w+)$/gm)
  return new Map(Array.from(types, ([, name = '', type = '']) => [name, type]))
}

/** The names of an expression's metrics, without what Prometheus adds to that of a histogram. */
function namesIn(expr: string, exported: ReadonlyMap<string, string>): string[] {
  return Array.from(expr.matchAll(/\bsamokoder_\w+/g), ([name]) => {
    const histogram = name.replace(/_(?:bucket|sum|count)$/, '')
    return exported.get(histogram) === 'histogram' ? histogram : name
  })
}

describe('rules and dashboard', () => {
  it('ask for metrics that the app exports', async () => {
    const exported = await readExported()
    const asked = expressions.flatMap((expr) => namesIn(expr, exported))
    expect(asked.filter((name) => !exported.has(name))).toEqual([])
  })

  it('never sum up over processes what each of them tells for the whole fleet', () => {
    const names = Object.keys(METRICS).join('|')
    const uses = expressions.flatMap((expr) => [...expr.matchAll(new RegExp(`(.{0,40})(?:${names})`, 'g'))])
    expect(uses.length).toBeGreaterThan(rules.length)
    for (const [use, before] of uses) expect(before, use).toMatch(/max without \(instance\) \((?:rate|increase)\($/)
  })

  it('are each told what to do and how bad it is', () => {
    for (const { alert, labels, annotations } of rules) {
      expect(['critical', 'warning', 'info']).toContain(labels.severity)
      expect(Object.keys(annotations), alert).toEqual(['summary', 'description', 'runbook'])
    }
  })
})

describe('the alerts', () => {
  it('are each shown to fire by a test', async () => {
    const firing = await readFiring()
    const names = new Set(firing.map(({ alertname }) => alertname))
    expect(rules.map(({ alert }) => alert).filter((name) => !names.has(name))).toEqual([])
  })

  it('of burn rates are shown to fire for each service level, fast and slowly', async () => {
    const levels = new Set(records.map(({ labels }) => labels.sli))
    expect(levels.size).toBe(5)
    const firing = await readFiring()
    for (const alert of ['SamokoderBudgetBurnsFast', 'SamokoderBudgetBurnsSlowly']) {
      const shownFor = firing.filter(({ alertname }) => alertname === alert).flatMap(({ exp_alerts }) => exp_alerts)
      expect(new Set(shownFor.map(({ exp_labels }) => exp_labels.sli))).toEqual(levels)
    }
  })

  async function readFiring() {
    const files = await Promise.all(
      RULE_FILES.map((name) => readYaml<{ tests: RuleTest[] }>(join(FOLDER, `${name}.test.yml`))),
    )
    const tests = files.flatMap((file) => file.tests)
    return tests.flatMap((one) => one.alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length > 0))
  }
})

describe('the dashboard', () => {
  it('shows every metric that the app exports', async () => {
    const exported = await readExported()
    const names = new Set(shown.flatMap((expr) => namesIn(expr, exported)))
    expect([...exported.keys()].filter((name) => !names.has(name))).toEqual([])
  })

  it('has each panel once', () => {
    const ids = dashboard.panels.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const empty = dashboard.panels.filter(({ type, targets = [] }) => type !== 'row' && targets.length === 0)
    expect(empty).toEqual([])
  })
})

describe.skipIf(NO_PROMTOOL !== '')(`promtool${NO_PROMTOOL}`, () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samokoder-prometheus-'))
    await cp(FOLDER, folder, { recursive: true })
    await writeFile(join(folder, 'metrics-token'), 'a-token-for-metrics')
  })
  afterAll(() => rm(folder, { recursive: true }))

  function expectGood(args: string[], input?: string): void {
    const { status, said } = runPromtool(args, input)
    expect(status, said).toBe(0)
  }

  it('takes the rules, and their tests hold', () => {
    for (const name of RULE_FILES) {
      expectGood(['check', 'rules', join(FOLDER, `${name}.yml`)])
      expectGood(['test', 'rules', join(FOLDER, `${name}.test.yml`)])
    }
  })

  it('takes the configuration of one machine', () => {
    expectGood(['check', 'config', join(folder, 'prometheus.yml')])
  })

  it('takes the configuration for a cluster', async () => {
    // Debian builds it without Kubernetes: the list of pods is left out, the rest is checked.
    const { scrape_configs, ...rest } = await readYaml<Prometheus>(join(folder, 'kubernetes.yml'))
    const scrapes = scrape_configs.map(({ kubernetes_sd_configs, ...scrape }) => {
      expect(kubernetes_sd_configs).toHaveLength(1)
      return scrape
    })
    await writeFile(join(folder, 'plain.yml'), stringify({ ...rest, scrape_configs: scrapes }))
    expectGood(['check', 'config', join(folder, 'plain.yml')])
  })

  it('takes every expression of the dashboard', async () => {
    const asRules = shown.map((expr, index) => ({ record: `shown_${index}`, expr }))
    await writeFile(join(folder, 'shown.yml'), stringify({ groups: [{ name: 'shown', rules: asRules }] }))
    expectGood(['check', 'rules', join(folder, 'shown.yml')])
  })

  it('takes every metric that processes add up', () => {
    const meter = createMeter()
    for (const [name, { type, labels }] of Object.entries(METRICS)) {
      const values = Object.fromEntries(labels.map((label) => [label, 'x'])) as never
      if (type === 'counter') meter.count(name as MetricName, values)
      else meter.observe(name as MetricName, values, 1)
    }
    const values = new Map(meter.take().map(({ field, by }) => [field, by]))
    const text = renderMetrics({ values, exemplars: new Map() }, 'text')
    for (const name of Object.keys(METRICS)) expect(text).toMatch(new RegExp(`^${name}(?:_sum)?\\{`, 'm'))
    expect(runPromtool(['check', 'metrics'], text)).toEqual({ status: 0, said: '' })
  })
})

describe('the monitoring of compose.yaml', () => {
  it('mounts the files of deploy/ where they look for each other', async () => {
    const compose = await readYaml<{ services: Record<string, Service>; configs: Record<string, { content: string }> }>(
      'compose.yaml',
    )
    const mountsOf = (name: string) => {
      const { volumes, configs = [] } = compose.services[name] ?? { volumes: [] }
      const files = volumes.filter((volume) => volume.startsWith('./')).map((volume) => volume.split(':'))
      for (const [from = ''] of files) expect(existsSync(from), from).toBe(true)
      return [...files.map(([, to]) => to), ...configs.map(({ target }) => target)]
    }
    const { rule_files, scrape_configs } = await readYaml<Prometheus>(join(FOLDER, 'prometheus.yml'))
    const wanted = [...rule_files, ...scrape_configs.map(({ authorization }) => authorization.credentials_file)]
    expect(mountsOf('prometheus')).toEqual(expect.arrayContaining(wanted.map((file) => `/etc/prometheus/${file}`)))
    expect(JSON.stringify(scrape_configs[0]?.static_configs)).toBe('[{"targets":["api:8000"]}]')
    expect(compose.services).toHaveProperty('api')

    const { providers } = await readYaml<{ providers: { options: { path: string } }[] }>(
      'deploy/grafana/dashboards.yml',
    )
    const folders = mountsOf('grafana').map((path) => dirname(path ?? ''))
    expect(folders).toEqual(expect.arrayContaining(providers.map(({ options }) => options.path)))
  })

  it('gives Grafana the three stores as data sources, with links from a trace to its lines and back', async () => {
    type Source = { uid: string; url: string; jsonData: Record<string, unknown> }
    const { datasources } = await readYaml<{ datasources: Source[] }>('deploy/grafana/datasources.yml')
    const { services } = await readYaml<{ services: Record<string, unknown> }>('compose.yaml')
    expect(datasources.map(({ uid, url }) => [uid, url])).toEqual([
      ['prometheus', 'http://prometheus:9090'],
      ['victorialogs', 'http://victoria-logs:9428'],
      ['jaeger', 'http://jaeger:16686'],
    ])
    for (const { url } of datasources) expect(services).toHaveProperty(new URL(url).hostname)
    const [, lines, traces] = datasources.map(({ jsonData }) => jsonData)
    const toLines = expect.stringContaining(`/d/${dashboard.uid}?var-find=`)
    expect(lines).toMatchObject({
      derivedFields: [
        { matcherRegex: 'trace_id', datasourceUid: 'jaeger' },
        { matcherRegex: 'request_id', url: toLines },
        { matcherRegex: 'run_id', url: toLines },
      ],
    })
    expect(traces).toMatchObject({ tracesToLogsV2: { datasourceUid: 'victorialogs' } })
    expect(dashboard.panels.map(({ type, datasource }) => [type, datasource?.type])).toContainEqual([
      'logs',
      'victoriametrics-logs-datasource',
    ])
  })

  it('pins each image by digest, bounds what it keeps, and answers on this machine only', async () => {
    type Monitoring = {
      profiles?: string[]
      image: string
      ports: string[]
      logging: { options: Record<string, string> }
    }
    const { services } = parse(await readFile('compose.yaml', 'utf8'), { merge: true }) as {
      services: Record<string, Monitoring & { command?: string[] }>
    }
    const monitoring = Object.entries(services).filter(([, { profiles }]) => profiles?.includes('monitoring') === true)
    expect(monitoring.map(([name]) => name)).toEqual([
      'otel-collector',
      'victoria-logs',
      'jaeger',
      'prometheus',
      'grafana',
    ])
    for (const [, { image, ports, logging }] of monitoring) {
      expect(image).toMatch(/:v?\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/)
      expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true)
      expect(logging.options).toHaveProperty('max-size')
    }
    expect(services['victoria-logs']?.command).toContainEqual(expect.stringMatching(/maxDiskSpaceUsageBytes=\d+GB$/))
    expect(services['prometheus']?.command).toContainEqual(expect.stringMatching(/retention\.size=\d+GB$/))
    expect(await readFile('deploy/jaeger/jaeger.yml', 'utf8')).toMatch(/ttl: \{ spans: \d+h \}/)
  })

  it('gives Prometheus the token as a file, and has none of its own', async () => {
    const { configs } = await readYaml<{ configs: Record<string, { content: string }> }>('compose.yaml')
    expect(Object.keys(configs)).toEqual(['metrics-token'])
    expect(configs['metrics-token']?.content).toMatch(/^\$\{METRICS_TOKEN:\?/)
  })
})

describe('the guide to operating', () => {
  it('has a section for every alert, and none for others', async () => {
    const guide = await readFile('docs/operations.md', 'utf8')
    const sections = [...guide.matchAll(/^### (Samokoder\w+)\n\n((?:(?!#).*\n)*)/gm)]
    expect(sections.map(([, alert]) => alert)).toEqual(expect.arrayContaining(rules.map(({ alert }) => alert)))
    expect(sections).toHaveLength(rules.length)
    for (const [, alert, text = ''] of sections) {
      expect(
        [...text.matchAll(/^- \*\*(.+):\*\*/gm)].map(([, part]) => part),
        alert,
      ).toEqual(['Means', 'Look at', 'Do'])
    }
    for (const { alert, annotations } of rules) {
      expect(annotations['runbook']).toBe(`docs/operations.md#${alert.toLowerCase()}`)
    }
  })

  it('tells of every metric, with its type and labels', async () => {
    const guide = await readFile('docs/operations.md', 'utf8')
    const exported = await readExported()
    const rows = [...guide.matchAll(/^\| `(samokoder_\w+)` +\| (\w+) +\| (.*?) +\|/gm)]
    expect(rows.map(([, name, type]) => [name, type])).toEqual([...exported])
    for (const [, name = '', , labels = ''] of rows) {
      if (!Object.hasOwn(METRICS, name)) continue
      expect(Array.from(labels.matchAll(/\w+/g), ([label]) => label)).toEqual(METRICS[name as MetricName].labels)
    }
  })

  it('tells how to rotate every secret', async () => {
    const guide = await readFile('docs/operations.md', 'utf8')
    const section = guide.split(/^## /m).find((text) => text.startsWith('Rotate')) ?? ''
    const rotated = Array.from(section.matchAll(/^\| `(\w+)`/gm), ([, name]) => name)
    expect(rotated.toSorted()).toEqual(SECRET_VARIABLES.toSorted())
  })
})
