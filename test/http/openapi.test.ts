import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { describeApi } from '../../src/http/openapi.ts'
import { VERSION } from '../../src/telemetry/release.ts'
import manifest from '../../package.json' with { type: 'json' }

const document = describeApi(functions)

describe('the OpenAPI document', () => {
  it('has no error for a public linter', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config })
    const errors = problems.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([])
  })

  it('covers every route that is served, and no other', () => {
    const served = functions.flatMap(({ app }) =>
      app.routes.map(({ method, path }) => `${method} ${path.replace('{.+}', '').replace(/:(\w+)/g, '{$1}')}`),
    )
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.toSorted()).toEqual([...new Set(served)].toSorted())
    expect(described.length).toBeGreaterThan(20)
  })

  it('names every error with the shape that errors have', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        expect(Object.keys(responses), `${method} ${path}`).toContain('500')
        for (const [status, { content }] of Object.entries(responses)) {
          if (Number(status) < 400) continue
          const { anyOf, ...schema } = (content?.['application/json']?.schema ?? {}) as { anyOf?: object[] }
          expect(anyOf ?? [schema]).toContainEqual({ $ref: '#/components/schemas/Error' })
        }
      }
    }
  })

  it('shows both forms of an answer that has two, and the own body of a status that errors have too', () => {
    const contentOf = (path: string, method: string, status: string) =>
      document.paths[path]?.[method]?.responses[status]?.content
    expect(contentOf('/api/projects/{id}/runs', 'post', '201')).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/Run' } },
      'text/event-stream': { schema: { $ref: '#/components/schemas/RunEvent' } },
    })
    const refs = ['Readiness', 'Error'].map((name) => ({ $ref: `#/components/schemas/${name}` }))
    expect(contentOf('/health/ready', 'get', '503')).toEqual({ 'application/json': { schema: { anyOf: refs } } })
  })

  it('tells the version of the package', () => {
    expect([VERSION, document.info.version]).toEqual([manifest.version, manifest.version])
  })
})
