/** What no value of a header may have. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/

/** Some ways to send headers find it out too late, and one keeps what it has refused. @throws {TypeError} without the value */
export function requireSendable(headers: Readonly<Record<string, string>>): void {
  const unfit = Object.keys(headers).find((name) => UNSENDABLE.test(headers[name] ?? ''))
  if (unfit !== undefined) throw new TypeError(`the header ${unfit} has a character that cannot be sent`)
}
