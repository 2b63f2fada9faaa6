import * as z from 'zod'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { describeRelease, VERSION } from '../src/telemetry/release.ts'

export const health = createFunction('health', 'Whether a process is alive.')

const healthSchema = named(
  'Health',
  z.strictObject({
    status: z.literal('ok'),
    version: z.string(),
    commit: z.string().meta({ description: 'Commit that was built.' }),
    app_sha256: z.string().meta({ description: 'SHA-256 of the app.js that answers, the same on every runtime.' }),
    config_sha256: z.string().meta({ description: 'Keyed hash of the configuration, where a process binds aside.' }),
    release: z.string().meta({ description: 'The build with its configuration: the beginnings of both hashes.' }),
    runtime: z.string(),
  }),
)

health.add(
  {
    method: 'get',
    path: '/health',
    operationId: 'getHealth',
    summary: 'Whether the process is alive',
    description: 'Touches no backing service.',
    access: 'public',
    responses: { 200: { description: 'It is.', schema: healthSchema } },
    errors: ['bad_request'],
  },
  async (c) => {
    const { commit, appSha256, configSha256, id } = await describeRelease(c.env?.build, c.get('config'))
    return {
      status: 200,
      json: {
        status: 'ok',
        version: VERSION,
        commit,
        app_sha256: appSha256,
        config_sha256: configSha256,
        release: id,
        runtime: c.env?.runtime ?? 'unknown',
      },
    }
  },
)
