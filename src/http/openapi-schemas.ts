// The schemas of the API's document, as its readers and generators of clients take them best.
import * as z from 'zod'
import type { Work } from '../work.ts'
import { namedSchemas } from './schemas.ts'

export type Json = Record<string, unknown>

/** What comes in is held to its schema; what goes out may have more fields one day. */
type Direction = 'input' | 'output'

const uriOf = (id: string) => `#/components/schemas/${id}`

/** Tidying a schema takes about so many units. */
const SCHEMA_UNITS = 200

/** All named schemas; those of `bodies` as they come in. */
export async function describeSchemas(bodies: ReadonlySet<string>, work: Work): Promise<Record<string, Json>> {
  const described: Record<Direction, Record<string, Json>> = { input: {}, output: {} }
  for (const io of ['input', 'output'] as const) {
    await work.pause()
    // All at once, since they refer to one another.
    described[io] = z.toJSONSchema(namedSchemas, { io, uri: uriOf, unrepresentable: 'any' }).schemas
  }
  const schemas: Record<string, Json> = {}
  for (const id of Object.keys(described.output)) {
    const io = bodies.has(id) ? 'input' : 'output'
    schemas[id] = tidy(described[io][id] ?? {}, io)
    if (work.spend(SCHEMA_UNITS) || work.isOver()) await work.pause()
  }
  for (const schema of Object.values(schemas)) addDiscriminator(schema, schemas)
  return schemas
}

/** The schema in its place, or where it has a name, that. */
export function describeSchema(schema: z.ZodType, io: Direction): Json {
  const id = idOf(schema)
  if (id !== undefined) return { $ref: uriOf(id) }
  return tidy(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), io)
}

export function idOf(schema: z.ZodType): string | undefined {
  return namedSchemas.get(schema)?.id
}

/** What nobody needs to be told, and what generators stumble over, is left out. */
function tidy(schema: Json, io: Direction): Json {
  const { $schema: _, $id: __, ...rest } = schema
  return tidyValue(rest, io) as Json
}

function tidyValue(value: unknown, io: Direction): unknown {
  if (Array.isArray(value)) return value.map((item) => tidyValue(item, io))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key, own]) => !isNeedless(key, own, value as Json, io))
  return Object.fromEntries(entries.map(([key, own]) => [key, tidyValue(own, io)]))
}

function isNeedless(key: string, value: unknown, schema: Json, io: Direction): boolean {
  if (key === 'additionalProperties') return value === false && io === 'output'
  // The format says as much.
  if (key === 'pattern') return typeof schema['format'] === 'string'
  return (key === 'minimum' || key === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
}

/** One of several named schemas is told by its `type`, where each has its own. */
function addDiscriminator(schema: Json, schemas: Record<string, Json>): void {
  const references = ((schema['oneOf'] ?? []) as { $ref?: string }[]).map(({ $ref }) => $ref)
  const mapping = references.flatMap((reference) => {
    const { properties = {} } = schemas[reference?.split('/').at(-1) ?? ''] ?? {}
    const type = (properties as Record<string, { const?: unknown }>)['type']?.const
    return typeof type === 'string' ? [[type, reference] as const] : []
  })
  if (mapping.length === 0 || mapping.length < references.length) return
  schema['discriminator'] = { propertyName: 'type', mapping: Object.fromEntries(mapping) }
}
