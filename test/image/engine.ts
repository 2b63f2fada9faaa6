// Two ways to build and run an image: a Docker engine, and buildah, whose containers are started here as root with
// nothing but a mount namespace and chroot. Both give the process a read-only root and the host's network.
import { execFileSync } from 'node:child_process'

/** The part of an image's configuration that both engines spell alike. */
export type ImageConfig = {
  User: string
  Env: string[]
  Cmd: string[]
  WorkingDir: string
  StopSignal: string
  ExposedPorts: Record<string, object>
  Labels: Record<string, string>
  Healthcheck: { Test: string[] }
}

export type Engine = {
  name: string
  build: (image: string, commit: string) => void
  inspect: (image: string) => ImageConfig
  /** A command line that runs `command` in the image; a signal to that process reaches the command. */
  launch: (image: string, environment: Record<string, string>, command: string[]) => [file: string, ...rest: string[]]
  close: () => void
}

/** The engine of this machine, or why it has none. */
export function findEngine(): Engine | string {
  if (works('docker', ['info'])) return docker
  if (!works('buildah', ['--version'])) return 'there is no Docker engine, and no buildah'
  return process.getuid?.() === 0 ? openBuildah() : 'there is no Docker engine, and buildah is used only as root'
}

const docker: Engine = {
  name: 'docker',
  build: (image, commit) => show('docker', ['build', '--build-arg', `SOURCE_COMMIT=${commit}`, '-t', image, '.']),
  inspect: (image) => {
    const [found] = JSON.parse(read('docker', ['image', 'inspect', image])) as { Config: ImageConfig }[]
    if (found === undefined) throw new Error(`there is no image ${image}`)
    return found.Config
  },
  launch: (image, environment, command) => [
    'docker',
    'run',
    '--rm',
    '--read-only',
    '--cap-drop=ALL',
    '--network=host',
    ...assignments(environment).flatMap((assignment) => ['--env', assignment]),
    image,
    ...command,
  ],
  close: () => undefined,
}

/** $1 root, $2 user, $3 folder, then variables and the command. Each step replaces the shell's process, never forks it. */
const ENTER = `
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
root=$1 user=$2 folder=$3 && shift 3 && exec chroot --userspec="$user" "$root" env -i -C "$folder" "$@"`

function openBuildah(): Engine {
  process.env['BUILDAH_ISOLATION'] ??= 'chroot'
  process.env['STORAGE_DRIVER'] ??= 'vfs'
  const containers: string[] = []
  const inspect = (image: string) =>
    (JSON.parse(read('buildah', ['inspect', '--type', 'image', image])) as { Docker: { config: ImageConfig } }).Docker
      .config
  return {
    name: 'buildah',
    build: (image, commit) => {
      const options = ['--format', 'docker', '--build-arg', `SOURCE_COMMIT=${commit}`]
      show('buildah', ['build', ...options, '-t', image, '.'])
    },
    inspect,
    launch: (image, environment, command) => {
      const container = read('buildah', ['from', '--pull-never', image])
      containers.push(container)
      const { User, Env, WorkingDir } = inspect(image)
      const inside = [read('buildah', ['mount', container]), User, WorkingDir, ...Env, ...assignments(environment)]
      return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', ENTER, 'sh', ...inside, ...command]
    },
    close: () => {
      if (containers.length > 0) read('buildah', ['rm', ...containers])
    },
  }
}

function assignments(environment: Record<string, string>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`)
}

function works(file: string, args: string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function read(file: string, args: string[]): string {
  return execFileSync(file, args, { encoding: 'utf8' }).trim()
}

function show(file: string, args: string[]): void {
  execFileSync(file, args, { stdio: 'inherit' })
}
