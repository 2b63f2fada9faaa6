import * as z from 'zod'

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  // fetch takes none, and keys have variables of their own.
  .refine((url) => !/^[^/]*\/\/[^/?#]*@/.test(url), 'must not hold a user or a password')
  .transform((url) => url.replace(/\/+$/, ''))
/** Goes out in a header. The end of a line is left over where a secret comes from a file. */
const secret = z
  .string({ error: 'is required' })
  .trim()
  .regex(/^[!-~]+$/, 'must be of printable ASCII characters, without spaces')
/** Where previews are: hosts of which each takes one, or what they are all below. */
const previewUrl = z
  .string()
  .trim()
  .transform((url) => url.replace(/\/+$/, ''))
  .refine(
    (url) =>
      /^https?:\/\/(?:\{project\}\.)?[^/?#@\s{}]+$/i.test(url) || /^https?:\/\/[^/?#@\s{}]+\/[^?#\s{}]*$/i.test(url),
    'must be like https://{project}.preview.example, or the URL of this API',
  )
  .refine((url) => URL.canParse(url.replace('{project}.', '')), 'must be an http(s) URL')
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)

function integer(fallback: number, min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`
  return count(error, min, max).default(fallback)
}

/** Digits alone: JavaScript would take a space for zero, and 1e3 or 0x10 for numbers. */
function count(error: string, min: number, max: number) {
  const digits = z.string().trim().regex(/^\d+$/).transform(Number)
  return z.union([z.number(), digits], { error }).pipe(z.number().int(error).min(min, error).max(max, error))
}

/** Files of `functions/`, which the types hold to this list. */
export const FUNCTION_NAMES = [
  'health',
  'operations',
  'auth',
  'passwords',
  'sessions',
  'mfa',
  'account',
  'admin',
  'keys',
  'provider-keys',
  'usage',
  'limits',
  'projects',
  'members',
  'invitations',
  'files',
  'versions',
  'previews',
  'export',
  'import',
  'runs',
  'webhooks',
  'mcp',
  'messages',
  'templates',
  'models',
  'chat-completions',
  'embeddings',
  'responses',
  'docs',
  'session',
  'studio',
] as const
export type FunctionName = (typeof FUNCTION_NAMES)[number]

const PRICE = /^([^=]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/
const prices = list
  .refine((items) => items.every((item) => PRICE.test(item)), 'must be like model=1.25/10,other=0.1/0.4')
  .transform((items) => {
    const found = items.flatMap((item) => [PRICE.exec(item) ?? []])
    return Object.fromEntries(
      found.map(([, model = '', prompt, completion]) => [
        model,
        { prompt: Number(prompt), completion: Number(completion) },
      ]),
    )
  })

const LIMIT = /^([^=]+)=([1-9]\d{3,8})\/([1-9]\d{2,8})$/
const modelLimits = list
  .refine((items) => items.every((item) => LIMIT.test(item)), 'must be like model=128000/16384,other=32768/8192')
  .transform((items) => {
    const found = items.flatMap((item) => [LIMIT.exec(item) ?? []])
    return Object.fromEntries(
      found.map(([, model = '', window, output]) => [
        model,
        { windowTokens: Number(window), outputTokens: Number(output) },
      ]),
    )
  })

const pairs = (error: string, form: RegExp) =>
  list
    .refine((items) => items.every((item) => form.test(item)), error)
    .transform((items) => Object.fromEntries(items.map((item) => splitPair(item))))

function splitPair(item: string): [name: string, value: string] {
  const at = item.indexOf('=')
  return [item.slice(0, at).trim(), item.slice(at + 1).trim()]
}

const PROVIDER_URL = /^[a-z][a-z0-9_-]{0,31}=https?:\/\/[^/?#@\s]+[^@\s]*$/
const providerUrls = pairs('must be like acme=https://ai.acme.example/v1,other=http://host/v1', PROVIDER_URL).transform(
  (urls) => Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, url.replace(/\/+$/, '')])),
)

/** As OpenTelemetry calls them. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

function lookUpUrl(place: string) {
  return httpUrl.refine((url) => url.includes(place), `must have ${place} in it`).optional()
}

/** `fast=groq/x,openai/y,best=openai/z`: what has no name of its own belongs to the one before it. */
const aliases = list.transform((items, context) => {
  const chains: Record<string, string[]> = {}
  let chain: string[] | undefined
  for (const item of items) {
    const [name, model] = /^[\w.-]+=/.test(item) ? splitPair(item) : [undefined, item]
    if (name !== undefined) chains[name] = chain = []
    if (chain === undefined || model === '') {
      context.addIssue('must be like fast=groq/x,openai/y,best=openai/z')
      return z.NEVER
    }
    chain.push(model)
  }
  return chains
})

/** With the private part that stands in it as `d`. */
function isSigningKey(text: string): boolean {
  try {
    const { kty, alg = 'ES256', d } = JSON.parse(text) as Record<string, unknown>
    return ((kty === 'EC' && alg === 'ES256') || (kty === 'RSA' && alg === 'RS256')) && typeof d === 'string'
  } catch {
    return false
  }
}

const RING_KEY = /^[a-z0-9][\w-]{0,31}=(?:[A-Za-z0-9+/]{43}=|[\w-]{43})$/
const keyRing = list
  .refine((items) => items.every((item) => RING_KEY.test(item)), 'must be like 2026=base64-of-32-bytes,2025=…')
  .transform((items) => items.map(splitPair).map(([id, key]) => ({ id, key })))
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'must name each key once')

/** A host, all hosts below one, or all. */
const HOST_PATTERN = /^(?:\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)$/i

declare module 'zod' {
  interface GlobalMeta {
    /** Whoever knows the value has access to something: it is never shown. */
    secret?: boolean
  }
}

/** Every variable there is. The description is the comment that stands above it in .dev.vars.example. */
export const variables = z.object({
  PORT: integer(8000, 0, 65535).meta({ description: 'Port of the Node, Bun and Deno servers; 0 takes a free one.' }),
  HOST: z.string().min(1).default('0.0.0.0').meta({ description: 'Address that the Node, Bun and Deno servers bind.' }),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info')
    .meta({ description: 'Least level that is logged: debug, info, warn or error.' }),
  LOG_FORMAT: z.enum(['json', 'text'], { error: 'must be json or text' }).optional().meta({
    description: 'Form of the log, json or text; unset is text on a terminal and json elsewhere.',
  }),
  FUNCTIONS: list
    .pipe(z.array(z.enum(FUNCTION_NAMES, { error: `must name some of: ${FUNCTION_NAMES.join(', ')}` })))
    .default([])
    .meta({ description: 'Functions this process serves, comma-separated file names; empty serves all.' }),
  CORS_ORIGINS: list
    .default(['*'])
    .meta({ description: 'Origins that browsers may call from, comma-separated; * allows all.' }),
  PREVIEW_URL: previewUrl.optional().meta({
    description:
      'Where previews are shown: https://{project}.preview.example gives each an origin of its own, for which all hosts below ' +
      'that name must lead here; any other URL is that of this API, below which they have none. Unset is the latter.',
  }),
  PREVIEW_MODULES_URL: z
    .string()
    .trim()
    .regex(/^https?:\/\/[^\s"'<>]*\{name\}[^\s"'<>]*$/, 'must be like https://esm.sh/{name}@{version}')
    .default('https://esm.sh/{name}@{version}&external={others}')
    .meta({
      description:
        'From where previews have packages, as ES modules: {name} and {version} of each, and {others} that the project lists.',
    }),
  BROWSER_URL: z
    .url({ protocol: /^(?:https?|wss?)$/, error: 'must be an http(s) or ws(s) URL' })
    .optional()
    .meta({
      description:
        'Browser that runs open what they have made in, before they commit it: the debugging port of a Chromium, or the socket ' +
        'of a hosted one; unset opens nothing.',
      secret: true,
    }),
  TRUSTED_HOPS: integer(0, 0, 10).meta({
    description: 'Proxies in front of this process whose X-Forwarded-For is believed; 0 takes the address of the peer.',
  }),
  MAX_BODY_BYTES: integer(1_048_576, 1024, 104_857_600).meta({ description: 'Largest request body, in bytes.' }),
  AI_MAX_BODY_BYTES: integer(20_971_520, 1024, 104_857_600).meta({
    description: 'Largest request body below /v1, in bytes, where images may be sent.',
  }),
  IMPORT_MAX_BODY_BYTES: integer(16_777_216, 1024, 104_857_600).meta({
    description: 'Largest archive that becomes a project, in bytes.',
  }),
  RATE_LIMIT_PER_ACCOUNT: integer(3000, 0, 1_000_000).meta({
    description: 'Requests that an account may make in any minute, over all processes; 0 sets no limit.',
  }),
  RATE_LIMIT_PER_ADDRESS: integer(300, 0, 1_000_000).meta({
    description: 'Sign-ups, sign-ins and renewals of sessions that an address may make in any minute; 0 sets no limit.',
  }),
  SIGN_UPS: z
    .enum(['open', 'invitation', 'closed'], { error: 'must be open, invitation or closed' })
    .default('open')
    .meta({
      description:
        'Who may make an account here: open is everybody, invitation those with one of `samokoder invite`, closed nobody.',
    }),
  STUDIO: z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .default('on')
    .meta({ description: 'Whether / is the Studio, for people with a browser: on or off.' }),
  STUDIO_URL: httpUrl.optional().meta({
    description:
      'Where the files of dist/studio are served, for runtimes that serve no files themselves, or for a CDN; unset is this ' +
      'deployment.',
  }),
  SHUTDOWN_GRACE_SECONDS: integer(25, 0, 600).meta({
    description: 'Time that requests and background work get to end after SIGTERM, in seconds.',
  }),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional().meta({
    description: 'Bearer token that /metrics and /factors ask for; unset, they answer to their own machine only.',
    secret: true,
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional().meta({
    description:
      'Collector of OpenTelemetry that takes OTLP over HTTP, without the final /v1/traces; unset sends nothing.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: list
    .refine((items) => items.every((item) => /^[\w-]+=.+$/.test(item)), 'must be like name=value,other=value')
    .default([])
    .meta({
      description: 'Headers for it, as name=value, comma-separated; values may be percent-encoded.',
      secret: true,
    }),
  OTEL_TRACES_EXPORTER: z
    .enum(['otlp', 'none'], { error: 'must be otlp or none' })
    .default('otlp')
    .meta({ description: 'Where traces go: otlp is that collector, none nowhere.' }),
  OTEL_LOGS_EXPORTER: list
    .pipe(z.array(z.enum(['console', 'otlp', 'none'], { error: 'must be some of console, otlp and none' })))
    .default(['console'])
    .meta({
      description: 'Where the log goes: otlp is that collector, beside standard output, which always has every line.',
    }),
  OTEL_SERVICE_NAME: z
    .string()
    .min(1)
    .default('samokoder')
    .meta({ description: 'What the service is called in traces and in the log of the collector.' }),
  OTEL_RESOURCE_ATTRIBUTES: pairs('must be like deployment.environment.name=staging,team=x', /^[^=\s]+=.*$/)
    .default({})
    .meta({ description: 'What else is told of the service there, as name=value, comma-separated.' }),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS, { error: `must be one of: ${SAMPLERS.join(', ')}` })
    .default('parentbased_always_on')
    .meta({
      description:
        'Which traces are kept: always_on, always_off, traceidratio for a share of them, or as the caller decided with ' +
        'parentbased_… of these. What failed or took long is always kept, but for always_off.',
    }),
  OTEL_TRACES_SAMPLER_ARG: z
    .union(
      [
        z.number(),
        z
          .string()
          .trim()
          .regex(/^(?:0|1|[01]?\.\d+)$/)
          .transform(Number),
      ],
      {
        error: 'must be a number from 0 to 1',
      },
    )
    .pipe(z.number().min(0, 'must be a number from 0 to 1').max(1, 'must be a number from 0 to 1'))
    .default(1)
    .meta({ description: 'The share that is kept by …traceidratio, from 0 to 1.' }),
  LOG_STORE_URL: lookUpUrl('{request_id}').meta({
    description:
      'Where `samokoder factors` looks for the line of a request in the log store, with {request_id} in its place: ' +
      'http://victoria-logs:9428/select/logsql/query?query=request_id:={request_id}.',
  }),
  TRACE_STORE_URL: lookUpUrl('{trace_id}').meta({
    description:
      'Where it looks for the span of a request in the trace store, with {trace_id} in its place: ' +
      'http://jaeger:16686/api/traces/{trace_id}.',
  }),
  SUPABASE_URL: httpUrl.meta({ description: 'Supabase project: hosted, self-hosted or Supabase Lite.' }),
  SUPABASE_PUBLISHABLE_KEY: secret.meta({ description: 'Key for calls on behalf of users; row level security holds.' }),
  SUPABASE_SECRET_KEY: secret.meta({
    description: 'Key for what no user may do: driving runs, admin.',
    secret: true,
  }),
  SUPABASE_JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional().meta({
    description: 'Shared secret of HS256 access tokens; unset verifies with the public keys of SUPABASE_URL.',
    secret: true,
  }),
  SUPABASE_SIGNING_KEY: z
    .string()
    .refine(isSigningKey, 'must be a private JWK of ES256 or RS256, as JSON')
    .optional()
    .meta({
      description:
        'Private signing key of SUPABASE_URL as a JWK, by which requests with a key for programs reach data; unset signs with ' +
        'SUPABASE_JWT_SECRET. With neither there are no keys for programs.',
      secret: true,
    }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/, error: 'must be a postgres:// URL' })
    .optional()
    .meta({ description: 'PostgreSQL behind SUPABASE_URL; only `samokoder migrate` reads it.', secret: true }),
  UPSTASH_REDIS_REST_URL: httpUrl.meta({ description: 'Redis over the Upstash REST protocol.' }),
  UPSTASH_REDIS_REST_TOKEN: secret.meta({ description: 'Token for UPSTASH_REDIS_REST_URL.', secret: true }),
  SERVICE_TIMEOUT_MS: integer(10_000, 10, 120_000).meta({
    description: 'How long a call to Supabase or Redis may take, in milliseconds.',
  }),
  AI_BASE_URL: httpUrl
    .default('https://api.openai.com/v1')
    .meta({ description: 'Any OpenAI-compatible API, up to and with /v1.' }),
  AI_API_KEY: secret.optional().meta({
    description: 'Key for AI_BASE_URL; not needed where all models are of the providers below.',
    secret: true,
  }),
  AI_MODELS: list.pipe(z.array(z.string()).min(1, 'must name at least one model')).meta({
    description:
      'Models that may be asked for, comma-separated; the first is the default of runs. One of a provider below is ' +
      'provider/model, such as groq/llama-3.3-70b-versatile.',
  }),
  AI_ALIASES: aliases.default({}).meta({
    description:
      'Further names of models, each for a chain of which the next is asked when one fails: fast=groq/x,openai/y.',
  }),
  OPENAI_API_KEY: secret.optional().meta({ description: 'Key of OpenAI, for models openai/…', secret: true }),
  ANTHROPIC_API_KEY: secret.optional().meta({ description: 'Key of Anthropic, for models anthropic/…', secret: true }),
  GEMINI_API_KEY: secret.optional().meta({ description: 'Key of Google Gemini, for models gemini/…', secret: true }),
  GROQ_API_KEY: secret.optional().meta({ description: 'Key of Groq, for models groq/…', secret: true }),
  OPENROUTER_API_KEY: secret
    .optional()
    .meta({ description: 'Key of OpenRouter, for models openrouter/…', secret: true }),
  DEEPSEEK_API_KEY: secret.optional().meta({ description: 'Key of DeepSeek, for models deepseek/…', secret: true }),
  MISTRAL_API_KEY: secret.optional().meta({ description: 'Key of Mistral, for models mistral/…', secret: true }),
  XAI_API_KEY: secret.optional().meta({ description: 'Key of xAI, for models xai/…', secret: true }),
  TOGETHER_API_KEY: secret.optional().meta({ description: 'Key of Together, for models together/…', secret: true }),
  FIREWORKS_API_KEY: secret.optional().meta({ description: 'Key of Fireworks, for models fireworks/…', secret: true }),
  CEREBRAS_API_KEY: secret.optional().meta({ description: 'Key of Cerebras, for models cerebras/…', secret: true }),
  YANDEX_API_KEY: secret.optional().meta({ description: 'Key of YandexGPT, for models yandexgpt/…', secret: true }),
  YANDEX_FOLDER_ID: z
    .string()
    .regex(/^[\w-]+$/, 'must be letters, digits, - and _')
    .optional()
    .meta({ description: 'Folder of Yandex Cloud that pays for YandexGPT.' }),
  GIGACHAT_CREDENTIALS: secret
    .optional()
    .meta({ description: 'Authorization key of GigaChat, for models gigachat/…', secret: true }),
  GIGACHAT_SCOPE: z
    .string()
    .regex(/^\w+$/, 'must be letters, digits and _')
    .default('GIGACHAT_API_PERS')
    .meta({ description: 'Which GigaChat the key is for: GIGACHAT_API_PERS, GIGACHAT_API_B2B or GIGACHAT_API_CORP.' }),
  GIGACHAT_TOKEN_URL: httpUrl
    .optional()
    .meta({ description: 'Where that key is exchanged; unset is where Sber does it.' }),
  AZURE_OPENAI_API_KEY: secret
    .optional()
    .meta({ description: 'Key of Azure OpenAI, for models azure/…, which are names of deployments.', secret: true }),
  AZURE_OPENAI_BASE_URL: httpUrl
    .optional()
    .meta({ description: 'Where Azure OpenAI is: https://….openai.azure.com/openai/v1.' }),
  OLLAMA_BASE_URL: httpUrl.optional().meta({ description: 'An Ollama, up to and with /v1, for models ollama/…' }),
  VLLM_BASE_URL: httpUrl.optional().meta({ description: 'A vLLM, up to and with /v1, for models vllm/…' }),
  LLAMACPP_BASE_URL: httpUrl
    .optional()
    .meta({ description: 'A llama.cpp server, up to and with /v1, for models llamacpp/…' }),
  LMSTUDIO_BASE_URL: httpUrl
    .optional()
    .meta({ description: 'An LM Studio, up to and with /v1, for models lmstudio/…' }),
  AI_PROVIDERS: providerUrls.default({}).meta({
    description:
      'Further providers of the protocol of OpenAI, as name=URL up to and with /v1, comma-separated; or another URL for ' +
      'one of those above.',
  }),
  AI_PROVIDER_KEYS: pairs('must be like acme=key,other=key', /^[a-z][a-z0-9_-]{0,31}=[!-~]+$/)
    .default({})
    .meta({ description: 'Keys for them, as name=key, comma-separated.', secret: true }),
  PROVIDER_KEY_RING: keyRing.default([]).meta({
    description:
      "Keys that accounts' own keys of providers and the secrets of webhooks are encrypted with, as id=base64 of 32 bytes, " +
      'comma-separated, the newest first; unset, accounts have none of either.',
    secret: true,
  }),
  WEBHOOK_TIMEOUT_SECONDS: integer(15, 1, 60).meta({
    description: 'How long the address of a webhook may take to answer a message, in seconds.',
  }),
  PROVIDER_KEY_HOSTS: list
    .refine(
      (hosts) => hosts.every((host) => HOST_PATTERN.test(host)),
      'must be like api.acme.example,*.acme.example, or *',
    )
    .default(['*.openai.azure.com'])
    .meta({
      description:
        'Hosts that accounts may have their own keys sent to, comma-separated; *.host is all below it, * any.',
    }),
  ALLOW_PRIVATE_ADDRESSES: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false').meta({
    description:
      'Whether a URL that an account gives may lead to private addresses and by http; those of the link and of metadata never do.',
  }),
  AI_FALLBACK_MODELS: list.default([]).meta({
    description: "Models that are asked, in this order, when a run's own does not answer; comma-separated.",
  }),
  AI_PRICES: prices.default({}).meta({
    description: 'USD per million prompt and completion tokens, as model=1.25/10, comma-separated; for the metrics.',
  }),
  AI_MODEL_LIMITS: modelLimits.default({}).meta({
    description:
      'Window and longest answer of models in tokens, as model=128000/16384, comma-separated. Well-known models need none; ' +
      'of others a window of 32768 is used.',
  }),
  AI_MAX_OUTPUT_TOKENS: count('must be a whole number from 256', 256, Number.MAX_SAFE_INTEGER).optional().meta({
    description: 'Longest answer of one call, in tokens, sent as max_tokens; unset leaves it to the provider.',
  }),
  AI_FIRST_TOKEN_TIMEOUT_MS: integer(60_000, 10, 600_000).meta({
    description: 'How long a provider may take to begin its answer, in milliseconds.',
  }),
  AI_IDLE_TIMEOUT_MS: integer(30_000, 10, 600_000).meta({
    description: 'How long a provider may pause within its answer, in milliseconds.',
  }),
  AI_ANSWER_TIMEOUT_MS: integer(300_000, 10, 3_600_000).meta({
    description: 'How long a provider may take for an answer that is not streamed, in milliseconds.',
  }),
  AI_MAX_RETRIES: integer(2, 0, 10).meta({
    description: 'How often a call that failed before its first token is made again.',
  }),
  RUN_LEASE_SECONDS: integer(30, 2, 600).meta({
    description: 'How long a run waits for a process that fell silent before another takes it over, in seconds.',
  }),
  RUN_FACTS_RETENTION_DAYS: integer(90, 1, 36_500).meta({
    description:
      'How long events, steps and attachments of a run are kept after its end, in days; its versions and messages stay.',
  }),
  RUN_INPUT_RETENTION_DAYS: integer(30, 1, 36_500).meta({
    description: 'How long a run awaits input before it ends without, in days.',
  }),
  RUN_WAIT_MAX_SECONDS: integer(3600, 0, 604_800).meta({
    description:
      'How long a run waits, all in all, for a provider that has no capacity, in seconds, before it ends with what it has.',
  }),
  RUN_FILES_PER_CALL: integer(6, 1, 50).meta({ description: 'How many files one call to the model writes.' }),
  EVENTS_POLL_MS: integer(1000, 10, 10_000).meta({
    description:
      'How often a watcher reads a run that another process drives, in milliseconds; one Redis command each. Those of ' +
      'one process read together, four times as often at most.',
  }),
  EVENTS_MAX_POLLS: integer(0, 0, 1_000_000).meta({
    description: 'After so many readings an event stream sends its client to a new one; 0 is never.',
  }),
  EVENTS_STREAMS_PER_ACCOUNT: integer(2000, 0, 1_000_000).meta({
    description: 'Event streams of runs that an account may have open at a time in a process; 0 sets no limit.',
  }),
  EVENTS_STREAMS_PER_PROCESS: integer(5000, 0, 1_000_000).meta({
    description: 'Event streams of runs that a process keeps open at a time; 0 sets no limit.',
  }),
  EVENTS_HEARTBEAT_MS: integer(5000, 10, 60_000).meta({
    description: 'How long an event stream is silent before a comment keeps it open, in milliseconds.',
  }),
})

export type Config = Readonly<z.infer<typeof variables>>

/** Names of the variables whose values must never be shown. */
export const SECRET_VARIABLES = Object.entries(variables.shape)
  .filter(([, schema]) => schema.meta()?.secret === true)
  .map(([name]) => name as keyof Config)

/** Lists every problem of an environment by variable name; no value is ever in it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: string[]) {
    super(`The environment is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/**
 * Reads the configuration from an environment; an empty value counts as unset, unknown names are ignored.
 * @throws {ConfigError} with all problems at once
 */
export function parseConfig(environment: Record<string, unknown>): Config {
  const given = Object.fromEntries(
    Object.keys(variables.shape)
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )
  const result = variables.safeParse(given)
  const problems = (result.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0])
    return `${name} ${Object.hasOwn(given, name) ? issue.message : 'is required'}`
  })
  if (lacksKey(given)) problems.push('AI_API_KEY is required')
  if (result.success && problems.length === 0) return result.data
  throw new ConfigError([...new Set(problems)])
}

const KEY_OF_PROVIDER = /^(?!AI_|UPSTASH_|SUPABASE_)[A-Z]+(?:_OPENAI)?_(?:API_KEY|CREDENTIALS|BASE_URL)$/

/** Models without a provider before a slash are of AI_BASE_URL, as are all where no other provider is attached. */
function lacksKey({ AI_API_KEY: key, AI_MODELS: models, AI_PROVIDERS: further, ...others }: Record<string, unknown>) {
  if (key !== undefined) return false
  const hasOther = further !== undefined || Object.keys(others).some((name) => KEY_OF_PROVIDER.test(name))
  return !hasOther || typeof models !== 'string' || list.parse(models).some((model) => !model.includes('/'))
}
