// Where a preview is looked at: the project's id, the preview's key and a signature, which together are one label of a host.
import { timingSafeEqual } from 'hono/utils/buffer'
import type { Config } from '../config.ts'

export type PreviewAddress = { projectId: string; key: string }

/** Those of Crockford's Base32: letters that are not taken for digits. */
const SYMBOLS = '0123456789abcdefghjkmnpqrstvwxyz'
/** 50 bits: two previews of a project do not share a key. */
const KEY_SYMBOLS = 10
/** 100 bits, which fill up the 63 characters that a label of a host has at most. */
const SIGNATURE_SYMBOLS = 20

/** Where all previews are on the host of the API, when they have no hosts of their own. */
export const PREVIEWS_PATH = '/previews/'
const PLACE = '{project}.'

export function makePreviewKey(): string {
  return toSymbols(crypto.getRandomValues(new Uint8Array(KEY_SYMBOLS)))
}

/** The address of a preview as one label. Whoever has it may look at the preview; nobody can make up another. */
export async function labelOf(config: Config, { projectId, key }: PreviewAddress): Promise<string> {
  return `${projectId.replaceAll('-', '')}-${key}${await sign(config, { projectId, key })}`
}

/** What a label that this deployment has signed stands for. */
export async function readLabel(config: Config, label: string): Promise<PreviewAddress | undefined> {
  const [, project, key, signature] = /^([0-9a-f]{32})-([0-9a-z]{10})([0-9a-z]{20})$/.exec(label) ?? []
  if (project === undefined || key === undefined || signature === undefined) return undefined
  const address = { projectId: project.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), key }
  return (await timingSafeEqual(signature, await sign(config, address))) ? address : undefined
}

/** The URL of a preview. Without PREVIEW_URL it is below `origin`, by which the API was asked. */
export function previewUrl({ PREVIEW_URL }: Config, label: string, origin: string): string {
  if (hasHosts(PREVIEW_URL)) return `${PREVIEW_URL.replace(PLACE, `${label}.`)}/`
  return `${PREVIEW_URL ?? origin}${PREVIEWS_PATH}${label}/`
}

/** The path of a preview that has no host of its own, as browsers see it: a platform may have put the API below another one. */
export function previewPath({ PREVIEW_URL }: Config, label: string): string {
  const above = PREVIEW_URL === undefined ? '' : new URL(PREVIEW_URL).pathname.replace(/\/$/, '')
  return `${above}${PREVIEWS_PATH}${label}/`
}

/** What stands in front of the hosts of previews in a Host header; undefined where it is no such host. */
export function previewLabelOfHost({ PREVIEW_URL }: Config, host: string): string | undefined {
  if (!hasHosts(PREVIEW_URL)) return undefined
  const { hostname } = new URL(PREVIEW_URL.replace(PLACE, ''))
  const asked = host.replace(/:\d+$/, '').toLowerCase()
  return asked.endsWith(`.${hostname}`) ? asked.slice(0, -hostname.length - 1) : undefined
}

/** Whether each preview has a host, and with it an origin, of its own. */
export function hasHosts(url: Config['PREVIEW_URL']): url is string {
  return url?.includes(PLACE) === true
}

async function sign({ SUPABASE_SECRET_KEY }: Config, { projectId, key }: PreviewAddress): Promise<string> {
  const encoder = new TextEncoder()
  const secret = encoder.encode(`samokoder:preview:${SUPABASE_SECRET_KEY}`)
  const hmac = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', hmac, encoder.encode(`${projectId}:${key}`))
  return toSymbols(new Uint8Array(signature).subarray(0, SIGNATURE_SYMBOLS))
}

/** One symbol of five bits for each byte. */
function toSymbols(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => SYMBOLS[byte & 31]).join('')
}
