import type { Run } from '../../runs/run.ts'
import type { VersionReport } from '../../runs/report.ts'
import type { Api } from './api.ts'
import type { EvalCase } from './case.ts'
import { judge, type Files } from './judge.ts'
import { makeProject } from './make-project.ts'
import type { CaseResult } from './results.ts'

/** Runs one prompt in a project of its own, which is deleted after. */
export async function runCase(api: Api, one: EvalCase, model: string | undefined): Promise<CaseResult> {
  const before: Files = one.start === undefined ? new Map<string, string>() : makeProject(one.start)
  const project = await api.createProject(`eval ${one.name}`)
  try {
    for (const [path, content] of before) await api.writeFile(project, path, content)
    const run = await api.run(project, one.prompt, model)
    const report = run.version === null ? undefined : await api.readReport(project, run.version)
    const after = run.version === null && before.size === 0 ? new Map<string, string>() : await api.readFiles(project)
    const faults = await judge(one, describeEnd(run), before, after)
    return {
      name: one.name,
      group: one.group,
      status: run.status,
      is_clean: faults.length === 0,
      faults,
      ...costsOf(run, report),
    }
  } finally {
    await api.deleteProject(project)
  }
}

/** A case that could not be run. */
export function failedCase({ name, group }: EvalCase, fault: string): CaseResult {
  const nothing = { repairs: 0, calls: 0, prompt_tokens: 0, completion_tokens: 0, cost_usd: null, seconds: 0 }
  return { name, group, status: 'refused', is_clean: false, faults: [fault], ...nothing }
}

function describeEnd({ status, error }: Run): string {
  return error === null ? status : `${status}: ${error.message}`
}

function costsOf(run: Run, report: VersionReport | undefined) {
  const start = Date.parse(run.started_at ?? run.created_at)
  return {
    repairs: report?.repairs.length ?? 0,
    calls: report?.usage.models.reduce((sum, { calls }) => sum + calls, 0) ?? 0,
    prompt_tokens: run.usage.prompt_tokens,
    completion_tokens: run.usage.completion_tokens,
    cost_usd: report === undefined ? run.usage.cost_usd : report.usage.cost_usd,
    seconds: run.finished_at === null ? 0 : (Date.parse(run.finished_at) - start) / 1000,
  }
}
