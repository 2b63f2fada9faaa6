// The same on every runtime: it starts a run in each project, follows it through whatever happens to its streams, and tells which
// facts it has seen.
import { createClient } from '../../../dist/client.js'

export type Task = { baseUrl: string; token: string; projectIds: string[] }
export type Seen = { runId: string; facts: string[]; text: number; status: string }

export async function followRuns({ baseUrl, token, projectIds }: Task): Promise<Seen[]> {
  const samokoder = createClient({ baseUrl, token })
  const seen: Seen[] = []
  for (const projectId of projectIds) {
    const run: Seen = { runId: '', facts: [], text: 0, status: '' }
    for await (const event of samokoder.runs.start(projectId, { prompt: 'Notes', kind: 'edit' })) {
      run.runId = event.run_id
      if (event.id.endsWith('-0')) run.facts.push(`${event.id} ${event.type}`)
      if (event.type === 'file.delta') run.text += event.text.length
    }
    run.status = (await samokoder.runs.wait(run.runId)).status
    seen.push(run)
  }
  return seen
}
