import { readUsage, usageQuerySchema, usageSchema } from '../src/accounts/usage.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'

export const usage = createFunction('usage', 'What calls to models took and cost.')

usage.add(
  {
    method: 'get',
    path: '/api/usage',
    operationId: 'getUsage',
    summary: 'What models took and cost',
    description:
      'Of direct calls and of runs, by day, model, project or key for programs. What costs the most comes first.',
    access: 'user',
    scope: 'admin',
    query: usageQuerySchema,
    responses: { 200: { description: 'The sums.', schema: named('Usage', usageSchema) } },
    errors: [],
  },
  async (c, { query }) => ({ status: 200, json: await readUsage(databaseOf(c), query) }),
)
