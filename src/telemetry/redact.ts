// What must never be in a log: secrets and tokens, wherever they turn up, and what users and models write.

const REDACTED = '[redacted]'

/** Fields whose text is never shown, by name. */
const HIDDEN_FIELD =
  /(?:authorization|cookie|password|passwd|secret|credential|token|api_?key|private_?key|prompt|content|body|text)$/i

/** What looks like a secret in any text: the part in the first group stays, the rest of the match goes. */
const SECRET_PATTERNS = [
  /\b((?:Bearer|Basic|Token) +)[\w.~+/=-]{4,}/gi,
  // JSON Web Tokens.
  /()\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  // Keys of OpenAI and its like, Supabase, GitHub, Slack, AWS, Google, Groq, xAI.
  /()\b(?:sk|pk|rk)[-_][\w-]{8,}/g,
  /()\bsb[ps]?_[\w-]{8,}/g,
  /()\b(?:gh[opusr]|github_pat|gsk|xai|hf|glpat|npm)[-_]\w{12,}/g,
  /()\bxox[a-z]-[\w-]{8,}/g,
  /()\bAKIA[A-Z0-9]{12,}/g,
  /()\bAIza[\w-]{20,}/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // Credentials and parameters of URLs.
  /(\b[a-z][a-z\d+.-]*:\/\/)[^\s/?#@"']+@/gi,
  /([?&;][\w.-]*(?:token|key|secret|password|passwd|pwd|signature|sig|code|auth)=)[^&#\s"'<>]+/gi,
  // Pairs, as in JSON, forms and command lines.
  /(["']?\b[\w.-]*(?:password|passwd|secret|token|api[_-]?key|authorization)["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;}&]+)/gi,
]

/** Shorter values of the configuration would take ordinary words with them. */
const SHORTEST_SECRET = 6
const LONGEST_TEXT = 2000
const DEEPEST = 6

/** A copy of log fields without secrets; `secrets` are values to look for as they stand. */
export function createRedactor(
  secrets: readonly string[],
): (fields: Record<string, unknown>) => Record<string, unknown> {
  const known = secrets.filter(({ length }) => length >= SHORTEST_SECRET).toSorted((a, b) => b.length - a.length)

  function redactText(text: string): string {
    let clean = known.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text.slice(0, LONGEST_TEXT))
    for (const pattern of SECRET_PATTERNS) clean = clean.replace(pattern, `$1${REDACTED}`)
    return clean
  }

  function redact(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return redactText(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > DEEPEST) return '[too deep]'
    if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
    return redactFields(value as Record<string, unknown>, depth + 1)
  }

  function redactFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
    const entries = Object.entries(fields).map(([name, value]) => {
      const hidden =
        HIDDEN_FIELD.test(name) && value !== null && !['number', 'boolean', 'undefined'].includes(typeof value)
      return [redactText(name), hidden ? REDACTED : redact(value, depth)] as const
    })
    return Object.fromEntries(entries)
  }

  return (fields) => redactFields(fields, 0)
}
