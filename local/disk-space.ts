import { statfs } from 'node:fs/promises'

/** PostgreSQL stops for good when it cannot write its log, so it is not let near that point. */
const RESERVE_BYTES = 64 * 1024 * 1024
/** What a new database takes, and a little more. */
const NEW_DATABASE_BYTES = 64 * 1024 * 1024

/** @throws with a sentence for the user, when what is kept in the folder would not have room to grow */
export async function requireRoom(folder: string, hasDatabase: boolean): Promise<void> {
  const needed = RESERVE_BYTES + (hasDatabase ? 0 : NEW_DATABASE_BYTES)
  const free = await freeBytes(folder)
  if (free >= needed) return
  throw new Error(
    `The disk of ${folder} has ${toMegabytes(free)} MB left, and ${toMegabytes(needed)} are needed: ` +
      'make room, or set SAMOKODER_DATA_DIR to a folder on another disk.',
  )
}

type Handle = (request: Request, peerAddress: string | null) => Response | Promise<Response>

/** Answers 507 in place of a database while its disk is almost full, and says so on standard error. */
export function refuseWhenFull(folder: string, handle: Handle): Handle {
  let wasFull = false
  return async (request, peerAddress) => {
    const free = await freeBytes(folder)
    const isFull = free < RESERVE_BYTES
    if (isFull && !wasFull) {
      process.stderr.write(
        `The disk of ${folder} has ${toMegabytes(free)} MB left: nothing is served until there is room.\n`,
      )
    }
    wasFull = isFull
    // In the form of the data API, with PostgreSQL's code for it.
    return isFull
      ? Response.json({ code: '53100', message: 'The disk is full.' }, { status: 507 })
      : handle(request, peerAddress)
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function toMegabytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024)
}
