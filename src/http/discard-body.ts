/** Beyond this, a caller who goes on sending is cut off. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024

/** Takes in a body that nobody wants: a caller that is still sending would see a broken connection, not the answer. */
export async function discardBody(request: Request): Promise<void> {
  if (request.body === null || request.bodyUsed || request.body.locked) return
  let bytes = 0
  for await (const chunk of request.body) {
    bytes += chunk.byteLength
    if (bytes > MAX_DISCARDED_BYTES) return
  }
}
