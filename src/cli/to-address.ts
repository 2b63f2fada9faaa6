import { EXIT, Refusal } from './command.ts'

/** An address that may be shown: with a password in it, fetch would refuse it anyhow. @throws {Refusal} */
export function toAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isWeb = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  if (isWeb) return text.replace(/\/+$/, '')
  const hint = 'Write it as https://api.example.com, without a user and a password.'
  throw new Refusal('bad_url', 'A --url is no address that can be examined.', hint, EXIT.usage)
}
