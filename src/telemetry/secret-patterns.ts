// What looks like a secret in any text, and in text that was encoded for JSON, HTML or a URL.

/** Not within a word; the letter before may belong to what an encoding put there, as in `\n` or `%22`. */
const START = String.raw`(?<!(?<!\\|%[\dA-Fa-f])[A-Za-z\d])`
const QUOTE = String.raw`(?:\\*["']|&quot;|&#3[49];|%2[27])`
const NAMES = [
  String.raw`passw(?:or)?d[\w-]*`,
  String.raw`secret[\w-]*`,
  'passphrase',
  'pwd',
  'token',
  'credentials?',
  'signature',
  '(?:api|private|access|signing|encryption|account|role)[_-]?key',
].join('|')
const IS = String.raw`${QUOTE}?\s*(?:=>|[:=]|%3A|%3D)(?:[\s[({]|%20|%5B)*`
/** To the quote that fits the first, or to the end. */
const QUOTED = String.raw`(?<quote>${QUOTE})[^]*?(?:(?<!\\)\k<quote>|$)`

const KEYS = [
  // JSON Web Tokens, also in Base64 once more.
  String.raw`eyJ[\w-]{8,}(?:\.|%2E)[\w-]+(?:(?:\.|%2E)[\w-]*)*`,
  String.raw`ZXlK[\w+/=-]{20,}`,
  // OpenAI and its like, Stripe; in Base64.
  String.raw`(?:c?sk|pk|rk)[-_][\w-]{8,}`,
  String.raw`c2st[\w+/=-]{20,}`,
  // Supabase, GitHub, Groq, xAI, Hugging Face, GitLab, npm.
  String.raw`sb[ps]?_[\w-]{8,}`,
  String.raw`(?:gh[opusr]|github_pat|gsk|xai|hf|glpat|npm)[-_]\w{12,}`,
  // Perplexity, NVIDIA, Replicate, Fireworks, webhooks, DigitalOcean, Yandex OAuth.
  String.raw`(?:pplx|nvapi|r8|fw|whsec|dop_v1|y\d)[-_][\w-]{20,}`,
  // Slack, AWS, Google, SendGrid, Telegram, Yandex Cloud.
  String.raw`(?:xox[a-z]|xapp)-[\w-]{8,}`,
  String.raw`A(?:KIA|SIA)[A-Z\d]{12,}`,
  String.raw`(?:AIza|AQ\.|ya29\.|GOCSPX-)[\w-]{20,}`,
  String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
  String.raw`\d{6,12}:[\w-]{30,}`,
  String.raw`(?:AQVN|t1\.)[\w=-]{20,}(?:\.[\w=-]+)?`,
  // "Bearer " and "Basic " in Base64.
  String.raw`Qm(?:VhcmVyI|FzaWMg)[\w+/=-]{4,}`,
]

/** Of a match, the first group stays and the rest goes. */
export const SECRET_PATTERNS = [
  new RegExp(`${START}()(?:${KEYS.join('|')})`, 'g'),
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // Headers to the end of their line: what a scheme sends has no common form.
  new RegExp(String.raw`((?:authorization|cookie)${IS})(?:${QUOTED}|[^\r\n]+)`, 'gi'),
  new RegExp(String.raw`${START}((?:Bearer|Basic|Token|Api-Key)(?:[ +]|%20)+)[\w.~+/=%-]{4,}`, 'gi'),
  // Credentials and parameters of URLs.
  /(\b[a-z][a-z\d+.-]*(?::\/\/|:\\\/\\\/|%3A%2F%2F))[^\s/?#"<>]+(?:@|%40)/gi,
  /([?&;][\w.%[\]-]*(?:token|key|secret|password|passwd|pwd|signature|sig|code|auth|session)=)[^&#\s"'<>]+/gi,
  // Pairs, as in JSON, forms and command lines.
  new RegExp(String.raw`((?:${NAMES})${IS})(?:${QUOTED}|[^\s,;}&"'\\]+)`, 'gi'),
]
