import type { RunContext } from '../../runs/pipeline.ts'
import type { Workspace } from '../workspace.ts'

/** Takes away what the plan has said is to go. */
export async function dropFiles(context: RunContext, workspace: Workspace, paths: readonly string[]): Promise<void> {
  const there = paths.filter((path) => workspace.files.has(path))
  if (there.length === 0) return
  await context.step('drop', async ({ conclude }) => {
    conclude(...there.map((path) => ({ type: 'file.deleted' as const, data: { path } })))
    return null
  })
  for (const path of there) workspace.remove(path)
}
