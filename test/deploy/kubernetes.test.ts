// The manifests of deploy/kubernetes, held to the code: its variables, process types, routes and time limits.
import { spawnSync } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { functions } from '../../functions/index.ts'
import { parseConfig, SECRET_VARIABLES, variables } from '../../src/config.ts'
import { isMissing, missingNote } from '../support/commands.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

type Labels = Record<string, string>
type Probe = { httpGet: { path: string; port: string }; timeoutSeconds?: number }
type Container = {
  name: string
  image: string
  command: string[]
  envFrom?: { configMapRef: { name: string } }[]
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string; optional?: true } } }[]
  ports?: { name: string; containerPort: number }[]
  startupProbe?: Probe
  livenessProbe?: Probe
  readinessProbe?: Probe
  lifecycle?: { preStop: { exec: { command: [string, string] } } }
  resources: { requests: { cpu: string; memory: string }; limits: { memory: string } }
  securityContext: unknown
}
type Pod = {
  containers: [Container]
  terminationGracePeriodSeconds?: number
  topologySpreadConstraints?: { labelSelector: { matchLabels: Labels } }[]
  [setting: string]: unknown
}
type Selector = { matchLabels: Labels }
type Manifest = {
  kind: string
  metadata: { name: string; labels: Labels }
  spec: {
    template?: { metadata: { labels: Labels }; spec: Pod }
    selector?: Selector | Labels
    [setting: string]: unknown
  }
}

const FOLDER = 'deploy/kubernetes'
const kustomization = parse(await readFile(join(FOLDER, 'kustomization.yaml'), 'utf8')) as {
  resources: string[]
  images: { name: string; newName: string; digest: string }[]
  configMapGenerator: { name: string; envs: string[] }[]
}
const manifests = (await Promise.all(kustomization.resources.map(readManifests))).flat()
const settings = parseEnv(await readFile(join(FOLDER, 'config.env'), 'utf8'))

async function readManifests(file: string): Promise<Manifest[]> {
  const documents = parseAllDocuments(await readFile(join(FOLDER, file), 'utf8'))
  return documents.map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([])
    return document.toJS() as Manifest
  })
}

function find(kind: string, name: string): Manifest {
  const [found, ...others] = manifests.filter((one) => one.kind === kind && one.metadata.name === name)
  if (found === undefined || others.length > 0) throw new Error(`there is not one ${kind} ${name}`)
  return found
}

/** Each process type with its pod and the labels that the pod has. */
const PROCESSES = [
  ['release', 'Job', 'samokoder-migrate'],
  ['web', 'Deployment', 'samokoder-web'],
  ['worker', 'Deployment', 'samokoder-worker'],
] as const
const pods = PROCESSES.map(([type, kind, name]) => {
  const { spec } = find(kind, name)
  if (spec.template === undefined) throw new Error(`${name} has no pods`)
  const { metadata, spec: pod } = spec.template
  return { type, manifest: { spec }, labels: metadata.labels, pod, container: pod.containers[0] }
})
const podsOf = (type: string) => {
  const found = pods.find((one) => one.type === type)
  if (found === undefined) throw new Error(`there are no pods of the type ${type}`)
  return found
}

/** Of secrets that are not any text. */
const FORMS: Record<string, string> = {
  SUPABASE_SIGNING_KEY: JSON.stringify({ kty: 'EC', d: 'x' }),
  BROWSER_URL: 'wss://browser.example',
}

/** What a pod's process finds in its environment, with a value for each secret that is valid for all of them. */
function environmentOf({ envFrom = [], env }: Container): Record<string, string> {
  const secrets = env.map(({ name }) => [name, FORMS[name] ?? `name=${'x'.repeat(43)}`])
  return { ...(envFrom.length > 0 ? (settings as Record<string, string>) : {}), ...Object.fromEntries(secrets) }
}

describe('the pods of deploy/kubernetes', () => {
  it('are those of the Procfile, with its command lines', async () => {
    const lines = (await readFile('Procfile', 'utf8')).trim().split('\n')
    expect(pods.map(({ type, container }) => `${type}: ${container.command.join(' ')}`)).toEqual(lines)
    const templates = manifests.filter(({ spec }) => spec.template !== undefined)
    expect(templates).toHaveLength(pods.length)
  })

  it.each(pods)('of $type run as user 1000, may write nothing and gain nothing', ({ pod, container }) => {
    expect(pod['securityContext']).toEqual({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(container.securityContext).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    })
    expect(pod['automountServiceAccountToken']).toBe(false)
    expect(pod.containers).toHaveLength(1)
    const namespaces = ['hostNetwork', 'hostPID', 'hostIPC', 'volumes', 'initContainers']
    expect(Object.keys(pod).filter((key) => namespaces.includes(key))).toEqual([])
  })

  it.each(pods)('of $type ask for what they need, and have an end to their memory', ({ container }) => {
    const { requests, limits } = container.resources
    expect(requests.cpu).toMatch(/^\d+m$/)
    expect(Number.parseInt(limits.memory, 10)).toBeGreaterThan(Number.parseInt(requests.memory, 10))
  })

  it.each(pods)('of $type have the labels that they are found by', ({ type, manifest, labels, pod }) => {
    expect(labels).toEqual({ 'app.kubernetes.io/name': 'samokoder', 'app.kubernetes.io/component': type })
    // A Job finds its pods by itself.
    if (type !== 'release') expect(manifest.spec.selector).toEqual({ matchLabels: labels })
    for (const { labelSelector } of pod.topologySpreadConstraints ?? [])
      expect(labelSelector.matchLabels).toEqual(labels)
    expect(pod.topologySpreadConstraints ?? []).toHaveLength(type === 'release' ? 0 : 2)
  })

  it.each(pods.filter(({ type }) => type !== 'release'))('of $type get longer to end than the process takes', (one) => {
    const { SHUTDOWN_GRACE_SECONDS: grace } = parseConfig(environmentOf(one.container))
    const [program, seconds] = one.container.lifecycle?.preStop.exec.command ?? ['sleep', '0']
    expect(program).toBe('sleep')
    expect(one.pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + grace)
  })
})

describe('the web pods', () => {
  const { container, manifest, labels } = podsOf('web')

  it('are probed at routes that there are, on the port that the process listens on', () => {
    const { startupProbe, livenessProbe, readinessProbe, ports } = container
    const probes = [startupProbe, livenessProbe, readinessProbe]
    expect(probes.map((probe) => probe?.httpGet)).toEqual([
      { path: '/health', port: 'http' },
      { path: '/health', port: 'http' },
      { path: '/health/ready', port: 'http' },
    ])
    const paths = functions.flatMap(({ contracts }) => contracts.map(({ path }) => path))
    expect(paths).toEqual(expect.arrayContaining(probes.map((probe) => probe?.httpGet.path)))
    const { PORT } = parseConfig(environmentOf(container))
    expect(ports).toEqual([{ name: 'http', containerPort: PORT }])
    expect(find('Service', 'samokoder').spec['ports']).toEqual([{ name: 'http', port: 80, targetPort: 'http' }])
  })

  it('are replaced without a moment with fewer of them', () => {
    expect(manifest.spec['strategy']).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    })
  })

  it('are found by the service, kept by the disruption budget and numbered by the autoscaler alone', () => {
    expect(find('Service', 'samokoder').spec.selector).toEqual(labels)
    expect(find('PodDisruptionBudget', 'samokoder-web').spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: labels },
    })
    const { scaleTargetRef, minReplicas } = find('HorizontalPodAutoscaler', 'samokoder-web').spec
    expect(scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'samokoder-web' })
    expect(minReplicas).toBe(2)
    expect(manifest.spec).not.toHaveProperty('replicas')
  })
})

describe('the worker pods', () => {
  it('have no port, and no probe that needs one', () => {
    const keys = ['ports', 'startupProbe', 'livenessProbe', 'readinessProbe']
    expect(Object.keys(podsOf('worker').container).filter((key) => keys.includes(key))).toEqual([])
  })

  it('are more than one, in the same environment as the web pods', () => {
    expect(podsOf('worker').manifest.spec['replicas']).toBe(2)
    expect(podsOf('worker').container.env).toEqual(podsOf('web').container.env)
    expect(podsOf('worker').container.envFrom).toEqual(podsOf('web').container.envFrom)
  })
})

describe('the environment of the pods', () => {
  const given = pods.flatMap(({ container }) => container.env)

  it('has variables that there are, and every one that is required', () => {
    const names = [...Object.keys(settings), ...given.map(({ name }) => name)]
    expect(Object.keys(variables.shape)).toEqual(expect.arrayContaining(names))
    for (const type of ['web', 'worker']) {
      const environment = environmentOf(podsOf(type).container)
      expect(() => parseConfig(environment)).not.toThrow()
      const optional = podsOf(type).container.env.filter(({ valueFrom }) => valueFrom?.secretKeyRef.optional)
      for (const { name } of optional) delete environment[name]
      expect(() => parseConfig(environment)).not.toThrow()
    }
  })

  it('has secrets by reference only, from the one Secret', () => {
    expect(Object.keys(settings).filter((name) => (SECRET_VARIABLES as string[]).includes(name))).toEqual([])
    for (const { name, value, valueFrom } of given) {
      expect(value).toBeUndefined()
      expect(valueFrom?.secretKeyRef).toMatchObject({ name: 'samokoder', key: name })
    }
    expect(new Set(given.map(({ name }) => name))).toEqual(new Set(SECRET_VARIABLES))
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret')
  })

  it('hands the database to the migrations alone, and nothing else to them', () => {
    const { env, envFrom } = podsOf('release').container
    expect(env.map(({ name }) => name)).toEqual(['DATABASE_URL'])
    expect(envFrom).toBeUndefined()
    for (const type of ['web', 'worker'])
      expect(environmentOf(podsOf(type).container)).not.toHaveProperty('DATABASE_URL')
  })

  it('names the Secret and its variables in the guide to deploying', async () => {
    const guide = await readFile('docs/deploy.md', 'utf8')
    const section = guide.split(/^## /m).find((text) => text.startsWith('Kubernetes')) ?? ''
    expect(section).toContain('create secret generic samokoder ')
    const required = given.filter(({ valueFrom }) => valueFrom?.secretKeyRef.optional !== true)
    for (const { name } of required) expect(section).toContain(`\`${name}\``)
  })
})

describe('the release', () => {
  it('is one image, by digest, and one ConfigMap', () => {
    for (const { container } of pods) expect(container.image).toBe('samokoder')
    expect(kustomization.images).toMatchObject([
      { name: 'samokoder', newName: expect.any(String), digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    ])
    expect(kustomization.configMapGenerator).toMatchObject([{ name: 'samokoder', envs: ['config.env'] }])
  })

  it.skipIf(isMissing('kubectl'))(`is what kubectl makes of it${missingNote('kubectl')}`, () => {
    const { stdout, stderr } = spawnSync('kubectl', ['kustomize', FOLDER], { encoding: 'utf8' })
    expect(stderr).toBe('')
    const made = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest)
    const images = made.flatMap(({ spec }) => spec?.template?.spec.containers.map(({ image }) => image) ?? [])
    expect(images).toHaveLength(pods.length)
    const [image] = kustomization.images
    expect(new Set(images)).toEqual(new Set([`${image?.newName}@${image?.digest}`]))
    const configMap = made.find(({ kind }) => kind === 'ConfigMap')?.metadata.name
    expect(configMap).toMatch(/^samokoder-\w+$/)
    const named = made.flatMap(
      ({ spec }) => spec?.template?.spec.containers.flatMap(({ envFrom = [] }) => envFrom) ?? [],
    )
    expect(named).toEqual(Array.from({ length: 2 }, () => ({ configMapRef: { name: configMap } })))
  })
})

describe('the components', () => {
  it.skipIf(isMissing('kubectl'))(
    `are off, and part of the set once they are named${missingNote('kubectl')}`,
    async () => {
      const text = await readFile(join(FOLDER, 'kustomization.yaml'), 'utf8')
      expect(text).toMatch(/^components: \[\]$/m)
      const folder = await makeTemporaryFolder()
      await cp(FOLDER, folder, { recursive: true })
      const named = text.replace('components: []', 'components: [collector, probe]')
      await writeFile(join(folder, 'kustomization.yaml'), named)
      const { stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' })
      expect(stderr).toBe('')
      const made = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest)
      const found = (kind: string) => made.filter((one) => one.kind === kind)
      // It asks nothing of the cluster.
      expect(made.filter(({ kind }) => /Role|ServiceAccount/.test(kind))).toEqual([])
      const [collector] = found('DaemonSet')
      const pod = collector?.spec.template?.spec
      const [container] = pod?.containers ?? []
      expect(pod).toMatchObject({ automountServiceAccountToken: false })
      expect(container?.image).toMatch(/^otel\/opentelemetry-collector-contrib:[\d.]+@sha256:[0-9a-f]{64}$/)
      expect(container?.securityContext).toEqual({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      })
      expect(container).toMatchObject({
        volumeMounts: [{ readOnly: true }, { readOnly: true, name: 'pods' }, { name: 'state' }],
      })
      const [probe] = found('CronJob') as unknown as { spec: { jobTemplate: { spec: { template: { spec: Pod } } } } }[]
      const [walker] = probe?.spec.jobTemplate.spec.template.spec.containers ?? []
      expect(walker?.image).toBe(podsOf('web').container.image.replace('samokoder', imageOf(kustomization)))
      expect(walker?.command.slice(0, 4)).toEqual(['node', 'dist/cli.js', 'probe', '--url'])
      expect(walker?.envFrom).toEqual(found('Deployment')[0]?.spec.template?.spec.containers[0].envFrom)
      expect(() =>
        parseConfig({ ...settings, ...Object.fromEntries((walker?.env ?? []).map(({ name }) => [name, 'x'])) }),
      ).not.toThrow()
    },
  )

  const imageOf = ({ images }: typeof kustomization) => `${images[0]?.newName}@${images[0]?.digest}`
})

describe('compose.yaml', () => {
  it('is YAML, with the process types of the Procfile', async () => {
    const compose = parse(await readFile('compose.yaml', 'utf8'), { merge: true }) as {
      services: Record<string, { command?: string[]; image: string }>
    }
    const { migrate, worker } = compose.services
    const commands = [migrate, worker].map((service) => service?.command?.join(' '))
    expect(commands).toEqual(['release', 'worker'].map((type) => podsOf(type).container.command.join(' ')))
    for (const { image } of Object.values(compose.services))
      expect(image).toMatch(/^[\w./-]+(?::[\w.-]+(?:@sha256:[0-9a-f]{64})?)?$/)
  })
})
