// The schemas of runs under the names that the API's document gives them: each event, too, has one.
import * as z from 'zod'
import { fileCode, runErrorCode, runEventSchema, WIRE_SCHEMAS } from '../runs/events.ts'
import { runSchema } from '../runs/run.ts'
import { named } from './schemas.ts'

named('RunErrorCode', runErrorCode)
named('FileCode', fileCode)
for (const [type, schema] of WIRE_SCHEMAS) named(`${pascalCase(type)}Event`, schema)

export const run = named('Run', runSchema)
export const runEvent = named('RunEvent', runEventSchema)

export const ticket = named(
  'Ticket',
  z.strictObject({
    url: z.string().meta({
      description: 'Relative to the address of this API.',
      examples: ['/api/runs/3f2b8f1e-5d0c-4c5e-9d55-0c7a1b2c3d4e/events?ticket=eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl'],
    }),
    expires_at: z.iso.datetime().meta({ description: 'Until when a stream can be opened with it.' }),
  }),
)

function pascalCase(name: string): string {
  return name.replace(/(?:^|[._])(\w)/g, (_, first: string) => first.toUpperCase())
}
