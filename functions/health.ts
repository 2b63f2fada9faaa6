import * as z from 'zod'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { VERSION } from '../src/telemetry/release.ts'

export const health = createFunction('health')

const healthSchema = named(
  'Health',
  z.strictObject({
    status: z.literal('ok'),
    version: z.string(),
    commit: z.string().meta({ description: 'Commit that was built.' }),
    app_sha256: z.string().meta({ description: 'SHA-256 of the app.js that answers, the same on every runtime.' }),
    runtime: z.string(),
  }),
)

health.add(
  {
    method: 'get',
    path: '/health',
    summary: 'Whether the process is alive',
    description: 'Touches no backing service.',
    access: 'public',
    responses: { 200: { description: 'It is.', schema: healthSchema } },
    errors: [],
  },
  (c) => {
    const { runtime = 'unknown', release = { commit: 'unknown', appSha256: 'unknown' } } = c.env ?? {}
    const { commit, appSha256 } = release
    return c.json({ status: 'ok' as const, version: VERSION, commit, app_sha256: appSha256, runtime })
  },
)
