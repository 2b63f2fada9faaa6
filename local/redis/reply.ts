/** What a Redis answers, and the one seam between the REST bridge and whatever stands behind it. */

/** A simple string such as OK or PONG; unlike a bulk string it is text, never data. */
export class StatusReply {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** An error reply, message as Redis words it: an upper-case code, a space, the text. Returned as a value; thrown inside the embedded store. */
export class ErrorReply extends Error {
  override readonly name = 'ErrorReply'
}

/** Integers beyond 2^53 come as bigint; bulk strings are bytes. */
export type Reply = null | number | bigint | Buffer | StatusReply | ErrorReply | Reply[]

/** A string stands for its UTF-8 bytes. */
export type CommandArgument = string | Buffer
export type RedisCommand = readonly CommandArgument[]

export type RedisBackend = {
  /** Commands run in the order of the calls. A refused command is an ErrorReply; the promise rejects only when the store cannot be reached. */
  run(command: RedisCommand): Promise<Reply>
  /** All or nothing: one ErrorReply when any command is unknown or malformed, else one reply per command with nothing in between. */
  transaction(commands: readonly RedisCommand[]): Promise<Reply[] | ErrorReply>
  close(): Promise<void>
}

/** A 64-bit integer as a number where a number holds it exactly. */
export function toInteger(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

export const OK = new StatusReply('OK')

/** The error of a transaction that was thrown away before it ran; the cause is the first command's error. */
export function discarded(cause: string): ErrorReply {
  return new ErrorReply(`EXECABORT Transaction discarded because of: ${cause}`)
}
