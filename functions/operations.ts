import * as z from 'zod'
import { describeFleet } from '../src/http/fleet-metrics.ts'
import { requireMetricsToken } from '../src/http/metrics-token.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { probeServices } from '../src/services/probes.ts'

export const operations = createFunction('operations')

const readiness = named(
  'Readiness',
  z.strictObject({
    ready: z.boolean(),
    draining: z.boolean().meta({ description: 'The process is about to end.' }),
    services: z.array(
      z.strictObject({
        name: z.enum(['data', 'accounts', 'redis', 'ai']),
        required: z.boolean(),
        ok: z.boolean(),
        latency_ms: z.int(),
      }),
    ),
  }),
)

operations.add(
  {
    method: 'get',
    path: '/health/ready',
    summary: 'Whether the process can do its work',
    description: 'Asks each backing service. 503 when a required one is down, or when the process is about to end.',
    access: 'public',
    responses: {
      200: { description: 'It can.', schema: readiness },
      503: { description: 'It cannot.', schema: readiness },
    },
    errors: [],
  },
  async (c) => {
    const services = await probeServices(c.get('config'))
    const draining = c.env?.isDraining?.() ?? false
    const ready = !draining && services.every(({ ok, required }) => ok || !required)
    return c.json({ ready, draining, services }, ready ? 200 : 503, ready ? {} : { 'Retry-After': '5' })
  },
)

operations.add(
  {
    method: 'get',
    path: '/metrics',
    summary: 'Figures of the whole fleet for Prometheus',
    description: 'With METRICS_TOKEN set, it needs that token as a bearer token.',
    access: 'public',
    responses: { 200: { description: 'Prometheus text format.', mediaType: 'text/plain' } },
    errors: ['unauthorized'],
  },
  async (c) => {
    await requireMetricsToken(c)
    return c.body(await describeFleet(c), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
  },
)
