// What looks like a secret, in a file, and in any text, also one that was encoded for JSON, HTML or a URL.

/** Not within a word; the letter before may belong to what an encoding put there, as in `\n` or `%22`. */
const START = String.raw`(?<!(?<!\\|%[\dA-Fa-f])[A-Za-z\d])`
const QUOTE = String.raw`(?:\\*["']|&quot;|&#3[49];|%2[27])`
/** How what holds a secret is called: fields, parameters, variables. */
export const SECRET_NAMES = [
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

/**
 * Keys by their form. A text loses what begins as one, however short. A file holds one when a whole one is `found` in it:
 * beginnings stand in code and in documents too. A form without that is one that harmless files hold.
 */
const KEY_FORMS: { what: string; hidden: string; found?: RegExp }[] = [
  {
    what: 'a signed token',
    hidden: String.raw`eyJ[\w-]{8,}(?:\.|%2E)[\w-]+(?:(?:\.|%2E)[\w-]*)*`,
    found: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}/,
  },
  { what: 'a signed token in Base64', hidden: String.raw`ZXlK[\w+/=-]{20,}` },
  // OpenAI and its like, Stripe.
  {
    what: 'an AI provider key',
    hidden: String.raw`(?:c?sk|pk|rk)[-_][\w-]{8,}`,
    found: /\bsk-(?:proj-|ant-|or-)?[\w-]{32,}/,
  },
  { what: 'an AI provider key in Base64', hidden: String.raw`c2st[\w+/=-]{20,}` },
  // Groq, xAI, Hugging Face.
  {
    what: 'an AI provider key',
    hidden: String.raw`(?:gsk|xai|hf)[-_]\w{12,}`,
    found: /\b(?:gsk_|xai-|hf_)[\w-]{32,}/,
  },
  // Perplexity, NVIDIA.
  {
    what: 'an AI provider key',
    hidden: String.raw`(?:pplx|nvapi)[-_][\w-]{20,}`,
    found: /\b(?:pplx|nvapi)-[\w-]{32,}/,
  },
  {
    what: 'a Google key',
    hidden: String.raw`(?:AIza|AQ\.|ya29\.|GOCSPX-)[\w-]{20,}`,
    found: /\bAIza[\w-]{35}/,
  },
  {
    what: 'a Yandex Cloud key',
    hidden: String.raw`(?:AQVN|t1\.)[\w=-]{20,}(?:\.[\w=-]+)?`,
    found: /\bAQVN[\w-]{35}/,
  },
  {
    what: 'a GitHub token',
    hidden: String.raw`(?:gh[opusr]|github_pat)[-_]\w{12,}`,
    found: /\b(?:gh[opusr]_[A-Za-z0-9]{36}|github_pat_\w{60,})/,
  },
  {
    what: 'a Supabase secret key',
    hidden: String.raw`sb[ps]?_[\w-]{8,}`,
    found: /\bsb_secret_[\w-]{20,}/,
  },
  { what: 'an AWS key', hidden: String.raw`A(?:KIA|SIA)[A-Z\d]{12,}`, found: /\bA(?:KIA|SIA)[A-Z\d]{16}\b/ },
  { what: 'a Slack token', hidden: String.raw`(?:xox[a-z]|xapp)-[\w-]{8,}`, found: /\bxox[abprs]-[\w-]{20,}/ },
  { what: 'a token of GitLab or npm', hidden: String.raw`(?:glpat|npm)[-_]\w{12,}` },
  {
    what: 'a key of Replicate, Fireworks, a webhook, DigitalOcean or Yandex OAuth',
    hidden: String.raw`(?:r8|fw|whsec|dop_v1|y\d)[-_][\w-]{20,}`,
  },
  { what: 'a SendGrid key', hidden: String.raw`SG\.[\w-]{16,}\.[\w-]{16,}` },
  { what: 'a Telegram token', hidden: String.raw`\d{6,12}:[\w-]{30,}` },
  { what: '"Bearer " or "Basic " in Base64', hidden: String.raw`Qm(?:VhcmVyI|FzaWMg)[\w+/=-]{4,}` },
]
const PRIVATE_KEY = String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----`

/** What a file with a secret in it holds. */
export const FOUND_SECRETS: { what: string; pattern: RegExp }[] = [
  ...KEY_FORMS.flatMap(({ what, found }) => (found === undefined ? [] : [{ what, pattern: found }])),
  { what: 'a private key', pattern: new RegExp(String.raw`${PRIVATE_KEY}(?:\s|\\n)+[A-Za-z0-9+/=]{40,}`) },
]

/** What a text must lose to be shown. Of a match, the first group stays and the rest goes. */
export const HIDDEN_SECRETS = [
  new RegExp(`${START}()(?:${KEY_FORMS.map(({ hidden }) => hidden).join('|')})`, 'g'),
  new RegExp(`()${PRIVATE_KEY}[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`, 'g'),
  // Headers to the end of their line: what a scheme sends has no common form.
  new RegExp(String.raw`((?:authorization|cookie)${IS})(?:${QUOTED}|[^\r\n]+)`, 'gi'),
  new RegExp(String.raw`${START}((?:Bearer|Basic|Token|Api-Key)(?:[ +]|%20)+)[\w.~+/=%-]{4,}`, 'gi'),
  // Credentials and parameters of URLs.
  /(\b[a-z][a-z\d+.-]*(?::\/\/|:\\\/\\\/|%3A%2F%2F))[^\s/?#"<>]+(?:@|%40)/gi,
  /([?&;][\w.%[\]-]*(?:token|key|secret|password|passwd|pwd|signature|sig|code|auth|session)=)[^&#\s"'<>]+/gi,
  // Pairs, as in JSON, forms and command lines.
  new RegExp(String.raw`((?:${SECRET_NAMES})${IS})(?:${QUOTED}|[^\s,;}&"'\\]+)`, 'gi'),
]
