import { table } from '../command.ts'
import { modelFigures, routeFigures, sumsSince, type ModelFigures, type RouteFigures } from './figures.ts'
import type { Look } from './look.ts'

export type Frame = {
  at: string
  /** What routes and models are told of: null is all since counting began. */
  seconds: number | null
  runs: Look['runs']
  routes: RouteFigures[] | null
  models: ModelFigures[] | null
  hour: { cost_usd: number; calls: number; by_model: Look['hour'] }
}

/** Routes and models of the time since an earlier look, if one is given; null where Redis did not tell. */
export function toFrame(look: Look, earlier: Look | undefined, mostRows: number): Frame {
  const from = earlier?.sums === undefined ? undefined : earlier
  const sums = look.sums === undefined ? undefined : sumsSince(from?.sums, look.sums)
  return {
    at: look.at,
    seconds: from === undefined ? null : (Date.parse(look.at) - Date.parse(from.at)) / 1000,
    runs: look.runs,
    routes: sums === undefined ? null : routeFigures(sums).slice(0, mostRows),
    models: sums === undefined ? null : modelFigures(sums).slice(0, mostRows),
    hour: {
      cost_usd: look.hour.reduce((sum, { cost_usd }) => sum + cost_usd, 0),
      calls: look.hour.reduce((sum, { calls }) => sum + calls, 0),
      by_model: look.hour.slice(0, mostRows),
    },
  }
}

export function describeFrame(frame: Frame): string[] {
  const { at, seconds, runs, routes, models, hour } = frame
  const time = seconds === null ? 'since counting began' : `of the last ${Math.round(seconds)} s`
  return [
    `${at}, requests and models ${time}`,
    '',
    `Runs under way: ${runs.under_way}, ${runs.unattended} of them driven by nobody`,
    ...block(
      ['run', 'kind', 'model', 'status', 'process', 'age', 'tokens', 'USD'],
      runs.oldest.map((run) => [
        run.id,
        run.kind,
        run.model,
        run.driven ? run.status : `${run.status}, not driven`,
        `#${run.epoch}`,
        `${Math.max(0, Math.round((Date.parse(at) - Date.parse(run.created_at)) / 1000))} s`,
        String((run.usage.prompt_tokens ?? 0) + (run.usage.completion_tokens ?? 0)),
        (run.usage.cost_usd ?? 0).toFixed(4),
      ]),
    ),
    '',
    'Slowest routes',
    ...blockOf(routes, ['route', 'requests', '5xx', 'mean', 'p95 within'], (route) => [
      `${route.method} ${route.route}`,
      String(route.requests),
      String(route.errors),
      `${route.mean_seconds.toFixed(3)} s`,
      route.p95_within_seconds === null ? 'longer' : `${route.p95_within_seconds} s`,
    ]),
    '',
    'Models, those that fail first',
    ...blockOf(models, ['model', 'calls', 'failed', 'outcomes'], (model) => [
      model.model,
      String(model.calls),
      `${((100 * model.failed) / model.calls).toFixed(1)} %`,
      Object.entries(model.by_outcome)
        .map(([outcome, count]) => `${outcome} ${count}`)
        .join(', '),
    ]),
    '',
    `Cost of the last hour: ${hour.cost_usd.toFixed(4)} USD in ${hour.calls} calls`,
    ...block(
      ['model', 'calls', 'prompt tokens', 'completion tokens', 'USD'],
      hour.by_model.map((model) => [
        model.model,
        String(model.calls),
        String(model.prompt_tokens),
        String(model.completion_tokens),
        model.cost_usd.toFixed(4),
      ]),
    ),
  ]
}

function blockOf<T>(rows: T[] | null, head: string[], toCells: (row: T) => string[]): string[] {
  return rows === null ? ['  Redis does not tell.'] : block(head, rows.map(toCells))
}

function block(head: string[], rows: string[][]): string[] {
  return rows.length === 0 ? ['  none'] : table([head, ...rows]).map((line) => `  ${line}`)
}
