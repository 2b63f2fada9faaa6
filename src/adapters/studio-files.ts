// The files of the Studio beside the entry, on runtimes that have a file system. Their names change with what they hold.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { ASSET_HEADERS } from './asset-headers.ts'

const FOLDER = new URL('./studio/assets/', import.meta.url)
const NAME = /^\/assets\/([\w-]+(?:\.[\w-]+)*\.(js|css))$/
const MEDIA_TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css' }

type File = { plain: Buffer<ArrayBuffer>; packed: Buffer<ArrayBuffer> }

export function hasStudioFiles(): boolean {
  try {
    return existsSync(fileURLToPath(FOLDER))
  } catch {
    // Deno, where it may not read here.
    return false
  }
}

/** Answers what asks for one of the files; gives back undefined for all else. Each is read and packed once. */
export function createFileServer(): (request: Request) => Promise<Response | undefined> {
  const files = new Map<string, Promise<File>>()
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
    const [, name, kind = ''] = NAME.exec(pathOf(request.url)) ?? []
    if (name === undefined) return undefined
    const reading = files.get(name) ?? readPacked(name)
    files.set(name, reading)
    const file = await reading.catch(() => undefined)
    if (file === undefined) {
      files.delete(name)
      return undefined
    }
    const isPacked = /\bgzip\b/.test(request.headers.get('Accept-Encoding') ?? '')
    return answer(request, isPacked ? file.packed : file.plain, {
      'Content-Type': `${MEDIA_TYPES[kind]}; charset=UTF-8`,
      ...(isPacked ? { 'Content-Encoding': 'gzip' } : {}),
    })
  }
}

async function readPacked(name: string): Promise<File> {
  const plain = await readFile(new URL(name, FOLDER))
  return { plain, packed: await promisify(gzip)(plain, { level: 9 }) }
}

function answer({ method }: Request, bytes: Buffer<ArrayBuffer>, headers: Record<string, string>): Response {
  return new Response(method === 'HEAD' ? null : bytes, {
    headers: {
      ...headers,
      ...ASSET_HEADERS,
      'Content-Length': String(bytes.byteLength),
      Vary: 'Accept-Encoding',
    },
  })
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : ''
}
