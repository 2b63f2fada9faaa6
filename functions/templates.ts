import * as z from 'zod'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { describeTemplate, TEMPLATES, templateSchema } from '../src/projects/templates.ts'

export const templates = createFunction('templates', 'What a project can begin with.')

const template = named('Template', templateSchema)

templates.add(
  {
    method: 'get',
    path: '/api/templates',
    operationId: 'listTemplates',
    summary: 'List what a project can begin with',
    access: 'user',
    scope: 'projects:read',
    responses: {
      200: { description: 'All templates.', schema: z.strictObject({ items: z.array(template) }) },
    },
    errors: [],
  },
  () => ({ status: 200, json: { items: TEMPLATES.map(describeTemplate) } }),
)
