import { describe, expect, it } from 'vitest'
import { childOf, continueTrace, formatTraceparent } from '../../src/telemetry/trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

const continued = (header: string | undefined) => continueTrace(header, (_, decided = true) => decided)

describe('W3C trace context', () => {
  it('goes on with a valid trace, as a part of its own', () => {
    const context = continued(`00-${TRACE}-${SPAN}-01`)
    expect(context).toMatchObject({ traceId: TRACE, parentId: SPAN, sampled: true })
    expect(context.spanId).toMatch(/^[\da-f]{16}$/)
    expect(context.spanId).not.toBe(SPAN)
    expect(continued(`00-${TRACE}-${SPAN}-00`).sampled).toBe(false)
  })

  it('reads a later version with more fields', () => {
    expect(continued(`cc-${TRACE}-${SPAN}-01-what-the-future-brings`).traceId).toBe(TRACE)
  })

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\n`,
  ])('begins a trace of its own on %j', (header) => {
    const context = continued(header)
    expect(context.traceId).toMatch(/^[\da-f]{32}$/)
    expect(context).toMatchObject({ parentId: undefined, sampled: true })
    expect(context.traceId).not.toBe(TRACE)
  })

  it('hands on what the next reads back', () => {
    const context = continued(undefined)
    const child = childOf(context)
    expect(child).toMatchObject({ traceId: context.traceId, parentId: context.spanId })
    expect(continued(formatTraceparent(child))).toMatchObject({ traceId: context.traceId, parentId: child.spanId })
  })
})
