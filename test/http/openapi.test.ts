import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { functions } from '../../functions/index.ts'
import { ERROR_CODES } from '../../src/errors.ts'
import { errorsOf } from '../../src/http/contract.ts'
import { describeApi } from '../../src/http/openapi.ts'
import { errorBody } from '../../src/http/schemas.ts'
import { VERSION } from '../../src/telemetry/release.ts'
import manifest from '../../package.json' with { type: 'json' }

const document = await describeApi(functions)
const contracts = functions.flatMap(({ contracts }) => contracts)
const operationOf = (path: string, method: string) => {
  const operation = document.paths[path]?.[method]
  if (operation === undefined) throw new Error(`there is no ${method} ${path}`)
  return operation
}
const operations = contracts.map((contract) => ({ contract, operation: operationOf(contract.path, contract.method) }))
const VERBS =
  /^(?:accept|answer|apply|cancel|change|compare|confirm|create|decline|delete|drop|end|enroll|export|follow|fork|get|import|invite|list|open|pull|push|read|redeem|redeliver|refresh|register|remove|renew|request|reset|restore|revoke|rotate|send|set|suspend|test|unsuspend|update|validate|verify|write)[A-Z]/

describe('the OpenAPI document', () => {
  it('passes the recommended rules of Redocly without a warning', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config })
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([])
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

  it('calls every operation by a verb and a noun of its own, and tells what each tag is about', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids.filter((id) => !VERBS.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { name, description } of document.tags) expect(description.length, name).toBeGreaterThan(10)
  })

  it('names every error with the shape that errors have, and with what to do', () => {
    for (const { contract, operation } of operations) {
      const { responses } = operation
      expect(Object.keys(responses), contract.path).toContain('500')
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) < 400) continue
        const { anyOf, ...schema } = (content?.['application/json']?.schema ?? {}) as { anyOf?: object[] }
        expect(anyOf ?? [schema]).toContainEqual({ $ref: '#/components/schemas/ApiError' })
      }
    }
    expect(document.components.schemas['ErrorCode']).toMatchObject({
      enum: Object.keys(ERROR_CODES),
      'x-enumDescriptions': {
        not_found: 'There is no such resource. Look at the id: it may be gone, or belong to another account.',
      },
    })
  })

  it('has an example for each body, each answer and each error, and each is right', () => {
    const isRight = (schema: z.ZodType | undefined, example: unknown, what: string) =>
      expect(schema?.safeParse(example), what).toMatchObject({ success: true })
    for (const { contract, operation } of operations) {
      const { operationId } = operation
      const { body } = contract
      if (body !== undefined) isRight(body, operation.requestBody?.content['application/json']?.example, operationId)
      for (const [status, { schema, event }] of Object.entries(contract.responses)) {
        const { content = {} } = operation.responses[status] ?? {}
        const json = content['application/json']
        const own = (json?.examples?.[operationId] as { value: unknown } | undefined)?.value ?? json?.example
        if (schema !== undefined) isRight(schema, own, `${operationId} ${status}`)
        if (event !== undefined) isRight(event, content['text/event-stream']?.example, `event of ${operationId}`)
      }
      for (const code of errorsOf(contract)) {
        const { content } = operation.responses[ERROR_CODES[code][0]] ?? {}
        const example = content?.['application/json']?.examples?.[code] as { value: unknown } | undefined
        isRight(errorBody, example?.value, `${operationId} ${code}`)
      }
    }
  })

  it('leaves answers open to further fields, and holds bodies to theirs', () => {
    const closed = (value: unknown) => JSON.stringify(value).includes('"additionalProperties":false')
    for (const { contract, operation } of operations) {
      expect(closed(operation.responses), contract.path).toBe(false)
      if (contract.operationId === 'createProject') expect(closed(operation.requestBody)).toBe(true)
    }
    const bodies = new Set(['ChatCompletionRequest', 'EmbeddingsRequest', 'ModelResponseRequest'])
    for (const [id, schema] of Object.entries(document.components.schemas)) {
      if (!bodies.has(id)) expect(closed(schema), id).toBe(false)
    }
  })

  it('calls no schema as the languages of its readers call something of theirs', () => {
    const taken = new Set(['Error', 'Response', 'Request', 'Event', 'File', 'Object', 'Function', 'Map', 'Set', 'Date'])
    expect(Object.keys(document.components.schemas).filter((id) => taken.has(id))).toEqual([])
  })

  it('tells archives and files as bytes, and event streams by what an event holds', () => {
    const contentOf = (path: string, method: string, status: string) =>
      operationOf(path, method).responses[status]?.content
    const bytes = { schema: { type: 'string', format: 'binary' } }
    expect(contentOf('/api/projects/{id}/export', 'get', '200')).toEqual({
      'application/zip': bytes,
      'application/gzip': bytes,
    })
    expect(contentOf('/api/projects/{id}/files/{path}', 'get', '200')).toEqual({ '*/*': bytes })
    expect(contentOf('/api/projects/{id}/runs', 'post', '201')).toMatchObject({
      'application/json': { schema: { $ref: '#/components/schemas/Run' } },
      'text/event-stream': { schema: { $ref: '#/components/schemas/RunEvent' } },
    })
    expect(document.components.schemas['RunEvent']).toMatchObject({
      discriminator: { propertyName: 'type', mapping: { 'plan.ready': '#/components/schemas/PlanReadyEvent' } },
    })
    const refs = ['Readiness', 'ApiError'].map((name) => ({ $ref: `#/components/schemas/${name}` }))
    expect(contentOf('/health/ready', 'get', '503')).toMatchObject({ 'application/json': { schema: { anyOf: refs } } })
  })

  it('lets a ticket in where one is taken, and nowhere else', () => {
    const takers = operations.filter(({ operation }) => operation.security.some((one) => 'ticket' in one))
    expect(takers.map(({ operation }) => operation.operationId)).toEqual(['followRun'])
  })

  it('tells the version of the package', () => {
    expect([VERSION, document.info.version]).toEqual([manifest.version, manifest.version])
  })
})
