import type { Work } from '../../work.ts'

const PIECE_BYTES = 64 * 1024
const BYTES_PER_UNIT = 200

/** The bytes in pieces, with a turn for others between. */
export async function* cut(bytes: Uint8Array, work: Work): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES)
    if (work.spend(PIECE_BYTES / BYTES_PER_UNIT)) await work.pause()
  }
}
