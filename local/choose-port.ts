import { createServer } from 'node:net'

const FIRST = 8000
const LAST = 8099

/**
 * The port that PORT names, or else the first of ours that is free.
 * @throws with a sentence for the user when there is none
 */
export async function choosePort(named: string | undefined, host: string): Promise<number> {
  if (named) {
    const port = Number(named)
    const refusal = await tryPort(port, host)
    if (refusal === undefined) return port
    const why = refusal === 'EADDRINUSE' ? 'is taken' : `cannot be used (${refusal})`
    throw new Error(`Port ${port}, which PORT names, ${why}: end what listens there, or set PORT to another one.`)
  }
  for (let port = FIRST; port <= LAST; port++) {
    if ((await tryPort(port, host)) === undefined) return port
  }
  throw new Error(`No port from ${FIRST} to ${LAST} is free: set PORT to one that is.`)
}

/** The code of the error with which it cannot be listened on; undefined when it can. */
function tryPort(port: number, host: string): Promise<string | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}
