// Makes .env for compose.yaml: new secrets, and two keys of this Supabase signed with them. Leaves an existing one alone.
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'

const LIFE_SECONDS = 10 * 365 * 24 * 60 * 60

if (existsSync('.env')) {
  process.stderr.write(
    'There is a .env already, and its secrets are those of your data: it stays as it is. Edit it to change a variable.\n',
  )
  process.exit(1)
}

const issuedAt = Math.floor(Date.now() / 1000)
const jwtSecret = makeSecret()

await writeFile(
  '.env',
  `# Of compose.yaml. Whoever reads the secrets owns the data.
POSTGRES_PASSWORD=${makeSecret()}
SUPABASE_JWT_SECRET=${jwtSecret}
SUPABASE_PUBLISHABLE_KEY=${signKey('anon')}
SUPABASE_SECRET_KEY=${signKey('service_role')}
UPSTASH_REDIS_REST_TOKEN=${makeSecret()}
METRICS_TOKEN=${makeSecret()}
PROVIDER_KEY_RING=one=${makeSecret()}

# Any OpenAI-compatible provider; without a base URL it is OpenAI.
AI_BASE_URL=
AI_API_KEY=
AI_MODELS=
`,
  // "wx" also fails when the file has come meanwhile: other secrets would lock its data out.
  { flag: 'wx', mode: 0o600 },
)
process.stdout.write('.env made; now set AI_API_KEY and AI_MODELS in it\n')

/** 256 bits that need no escaping in a URL. */
function makeSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** An API key as PostgREST and Supabase Auth read it: an HS256 token that names a database role. */
function signKey(role: 'anon' | 'service_role'): string {
  const claims = { iss: 'supabase', role, iat: issuedAt, exp: issuedAt + LIFE_SECONDS }
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => encode(JSON.stringify(part))).join('.')
  return `${text}.${createHmac('sha256', jwtSecret).update(text).digest('base64url')}`
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}
