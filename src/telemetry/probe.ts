import * as z from 'zod'

/** What a walk through the main job of a deployment found; the steps behind one that failed were not come to. */
export const probeSchema = z.strictObject({
  checked_at: z.iso.datetime(),
  url: z.string(),
  model: z.nullable(z.string()),
  ok: z.boolean(),
  duration_ms: z.int(),
  /** From the run's making to the first text of its files or of its message; null when none came. */
  first_text_ms: z.nullable(z.int()),
  steps: z.array(z.strictObject({ step: z.string(), ok: z.boolean(), duration_ms: z.int(), evidence: z.string() })),
})

export type ProbeResult = z.infer<typeof probeSchema>
export type ProbeStep = ProbeResult['steps'][number]
