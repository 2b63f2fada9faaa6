import { limitsSchema, readLimits } from '../src/accounts/usage.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'

export const limits = createFunction('limits', 'What an account may have, and has.')

limits.add(
  {
    method: 'get',
    path: '/api/limits',
    operationId: 'getLimits',
    summary: 'What the account may have, and has',
    access: 'user',
    scope: 'admin',
    responses: { 200: { description: 'The limits of its tier.', schema: named('Limits', limitsSchema) } },
    errors: [],
  },
  async (c) => ({ status: 200, json: await readLimits(databaseOf(c)) }),
)
