import type { Config } from '../config.ts'
import { connectAsService } from '../services/supabase.ts'
import { factsOf, type ModelFacts } from './model-facts.ts'
import type { Target } from './resolve-model.ts'

/** The fields of a request; which model, and whether it is streamed, is said apart from it. */
export type CallBody = { readonly [field: string]: unknown }

/** What models of this process's deployments were found to refuse; the table ai_models keeps it for the others. */
const learned = new WeakMap<Config, Map<string, readonly string[]>>()

/** The fields as the model takes them: what nobody knows passes through. */
export function paramsFor(config: Config, target: Target, body: CallBody, streamed: boolean): Record<string, unknown> {
  const { name, model, attached } = target
  const facts = factsOf(config, name)
  const params: Record<string, unknown> = { ...body, ...limitOutput(config, target, facts, body), model }
  if (streamed) {
    params['stream'] = true
    params['stream_options'] = { ...Object(body['stream_options']), include_usage: true }
  }
  const known = [...facts.rejects, ...(learned.get(config)?.get(name) ?? [])]
  const refused = [...(attached.provider.rejects ?? []), ...known, ...(target.rejects ?? [])]
  for (const field of refused) delete params[field]
  return params
}

/** The longest answer in the name that the model takes, and no longer than the deployment allows, whatever its name. */
function limitOutput({ AI_MAX_OUTPUT_TOKENS: most }: Config, { attached }: Target, facts: ModelFacts, body: CallBody) {
  if (body['messages'] === undefined) return {}
  const given = [body['max_completion_tokens'], body['max_tokens']].filter((limit) => typeof limit === 'number')
  const limit = Math.min(...given, most ?? Infinity)
  if (limit === Infinity) return {}
  const asGiven = typeof body['max_completion_tokens'] === 'number' ? 'max_completion_tokens' : 'max_tokens'
  const name = attached.provider.outputLimit ?? facts.outputLimit ?? asGiven
  return { max_tokens: undefined, max_completion_tokens: undefined, [name]: limit }
}

/** The target without a parameter that it refuses; what a model of the deployment refuses, no process sends it again. */
export async function learnRefusal(config: Config, target: Target, param: string): Promise<Target> {
  const { name: model, attached } = target
  const taught = { ...target, rejects: [...(target.rejects ?? []), param] }
  // What somebody's own provider says of a model is so for nobody else.
  if (attached.own !== undefined) return taught
  const models = learned.get(config) ?? new Map<string, readonly string[]>()
  const rejects = [...new Set([...factsOf(config, model).rejects, ...(models.get(model) ?? []), param])]
  learned.set(config, models.set(model, rejects))
  const row = { model, rejects, updated_at: new Date().toISOString() }
  // Each process finds it out by itself where this fails.
  await connectAsService(config)
    .from('ai_models')
    .upsert(row, { onConflict: 'model' })
    .then(undefined, () => undefined)
  return taught
}
