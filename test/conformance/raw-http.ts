// HTTP/1.1 over a bare socket: what is sent is sent as it stands, and what comes back is seen as it stands.
import { connect, type Socket } from 'node:net'

export type Head = { status: number; headers: [name: string, value: string][] }
export type RawAnswer = Head & { body: Buffer }
export type RawRequest = {
  method: string
  /** Goes into the request line unchanged. */
  target: string
  headers?: [name: string, value: string][]
  body?: Buffer | string
  /** Sends the body in chunks of this many bytes instead of with a Content-Length. */
  chunkBytes?: number
}

const ANSWER_TIMEOUT_MS = 120_000

/** One connection. Its reads are in order: a head, then that answer's body, then the next head. */
export class RawConnection {
  readonly socket: Socket
  #received = Buffer.alloc(0) as Buffer
  #ended = false
  #wake: () => void = () => undefined

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data])
      this.#wake()
    })
    const end = () => {
      this.#ended = true
      this.#wake()
    }
    this.socket.on('error', end)
    this.socket.on('close', end)
    this.socket.on('end', end)
  }

  send(request: RawRequest): void {
    this.socket.write(encodeRequest(request))
  }

  /** Leaves without a word, as a client that crashed. */
  abort(): void {
    this.socket.destroy()
  }

  async head(): Promise<Head> {
    const text = (await this.#until('\r\n\r\n')).toString('latin1')
    const [statusLine = '', ...lines] = text.split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1])
    if (Number.isNaN(status)) throw new Error(`not a status line: ${JSON.stringify(statusLine.slice(0, 100))}`)
    const headers = lines
      .filter((line) => line !== '')
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
    return { status, headers }
  }

  /** The body after its head, in the pieces it was framed in. */
  async *body(head: Head, method: string): AsyncGenerator<Buffer> {
    if (method === 'HEAD' || head.status === 204 || head.status === 304) return
    if (valueOf(head, 'transfer-encoding')?.toLowerCase() === 'chunked') return yield* this.#chunks()
    const length = valueOf(head, 'content-length')
    if (length !== undefined) return yield await this.#take(Number(length))
    while (!this.#ended || this.#received.length > 0) {
      if (this.#received.length > 0) yield this.#received
      this.#received = Buffer.alloc(0)
      if (!this.#ended) await this.#more()
    }
  }

  async answer(method: string): Promise<RawAnswer> {
    const head = await this.head()
    const pieces: Buffer[] = []
    for await (const piece of this.body(head, method)) pieces.push(piece)
    return { ...head, body: Buffer.concat(pieces) }
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    for (;;) {
      const size = Number.parseInt((await this.#until('\r\n')).toString('latin1'), 16)
      if (Number.isNaN(size)) throw new Error('not a chunk size')
      if (size > 0) yield await this.#take(size)
      await this.#take(2)
      if (size === 0) return
    }
  }

  async #until(mark: string): Promise<Buffer> {
    for (;;) {
      const at = this.#received.indexOf(mark)
      if (at >= 0) return (await this.#take(at + mark.length)).subarray(0, at)
      await this.#more()
    }
  }

  async #take(bytes: number): Promise<Buffer> {
    while (this.#received.length < bytes) await this.#more()
    const taken = this.#received.subarray(0, bytes)
    this.#received = this.#received.subarray(bytes)
    return taken
  }

  async #more(): Promise<void> {
    if (this.#ended) throw new Error('the connection ended within an answer')
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve
      timer = setTimeout(() => reject(new Error('nothing came')), ANSWER_TIMEOUT_MS)
    }).finally(() => clearTimeout(timer))
  }
}

export function valueOf(head: Head, name: string): string | undefined {
  return head.headers.find(([other]) => other.toLowerCase() === name)?.[1]
}

/** One request on a connection of its own. */
export async function exchange(port: number, request: RawRequest): Promise<RawAnswer> {
  const connection = new RawConnection(port)
  try {
    connection.send({ ...request, headers: [...(request.headers ?? []), ['Connection', 'close']] })
    return await connection.answer(request.method)
  } finally {
    connection.abort()
  }
}

function encodeRequest({ method, target, headers = [], body, chunkBytes }: RawRequest): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const framing: [string, string][] = []
  if (bytes !== undefined) {
    framing.push(chunkBytes === undefined ? ['Content-Length', String(bytes.length)] : ['Transfer-Encoding', 'chunked'])
  }
  const host: [string, string][] = headers.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', 'api.test']]
  const lines = [...host, ...headers, ...framing].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines}\r\n`, 'utf8')
  if (bytes === undefined) return head
  return Buffer.concat([head, chunkBytes === undefined ? bytes : encodeChunks(bytes, chunkBytes)])
}

function encodeChunks(bytes: Buffer, chunkBytes: number): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const piece = bytes.subarray(at, at + chunkBytes)
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}
