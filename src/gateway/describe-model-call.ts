// What a call to a model is called in a trace, by the semantic conventions of OpenTelemetry for generative AI:
// https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans. What was asked and answered stays out.
import type { CallState, ModelCall } from './model-call.ts'
import type { Target } from './resolve-model.ts'

export function describeModelCall({ path, streamed }: ModelCall, { name, attached }: Target) {
  const operation = path === '/embeddings' ? 'embeddings' : 'chat'
  return {
    name: `${operation} ${name}`,
    kind: 'client' as const,
    attributes: {
      'gen_ai.operation.name': operation,
      'gen_ai.request.model': name,
      'gen_ai.provider.name': attached.provider.name,
      'gen_ai.output.type': operation === 'chat' ? 'text' : undefined,
      'samokoder.streamed': streamed,
    },
  }
}

export function describeEnd(outcome: string, { end, costUsd, attempts }: CallState) {
  return {
    failed: outcome !== 'whole',
    attributes: {
      'gen_ai.usage.input_tokens': end.usage?.prompt_tokens,
      'gen_ai.usage.output_tokens': end.usage?.completion_tokens,
      'gen_ai.response.finish_reasons': end.finishReason === undefined ? undefined : [end.finishReason],
      'error.type': outcome === 'whole' ? undefined : outcome,
      'samokoder.attempts': attempts,
      'samokoder.cost_usd': costUsd,
    },
  }
}

/** One HTTP request of such a call, the first being number 0. */
export function describeAttempt({ attached }: Target, path: string, number: number) {
  const { hostname, pathname } = new URL(`${attached.baseUrl}${path}`)
  return {
    name: `POST ${path}`,
    kind: 'client' as const,
    attributes: {
      'http.request.method': 'POST',
      'server.address': hostname,
      'url.path': pathname,
      'http.request.resend_count': number === 0 ? undefined : number,
    },
  }
}
