import type { Config } from '../config.ts'
import { toHex } from '../hex.ts'

/** Version of this build; a test holds it to package.json. */
export const VERSION = '0.1.0'

/** What was built, as the build wrote it into the entries: the commit, and the SHA-256 of app.js, in hex. */
export type Build = { commit: string; appSha256: string }

/** A release is a build with a configuration. */
export type Release = Build & {
  /** Keyed hash of the configuration, in hex: equal on every process that is configured alike. */
  configSha256: string
  /** Twelve digits of the build and twelve of the configuration. */
  id: string
}

/** Whoever asks for health shall not wait for a thread to hash the same again, with all that computes in between. */
const configHashes = new WeakMap<Config, string>()

export async function describeRelease(build: Build | undefined, config: Config): Promise<Release> {
  const { commit, appSha256 } = build ?? { commit: 'unknown', appSha256: 'unknown' }
  const configSha256 = configHashes.get(config) ?? (await hashConfig(config))
  configHashes.set(config, configSha256)
  return { commit, appSha256, configSha256, id: `${appSha256.slice(0, 12)}-${configSha256.slice(0, 12)}` }
}

/**
 * HMAC-SHA256 over the configuration, where a process binds aside. The key is the secret key of the data API, so that
 * nobody can guess a value from the hash.
 */
async function hashConfig({ PORT: _port, HOST: _host, ...config }: Config): Promise<string> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(config.SUPABASE_SECRET_KEY), algorithm, false, [
    'sign',
  ])
  const signature = await crypto.subtle.sign(algorithm, key, encoder.encode(JSON.stringify(config)))
  return toHex(new Uint8Array(signature))
}
