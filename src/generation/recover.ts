import { encodeBlob, readFiles } from '../projects/blobs.ts'
import type { RunRow } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import type { FactData } from '../runs/events.ts'
import type { Plan } from './prompts.ts'
import { putFile, removeFile, renameFile, type Workspace } from './workspace.ts'

/** What an earlier driver of this run had finished: its plan, and in the workspace every file it had closed. */
export async function recoverRun(
  database: DatabaseClient,
  run: RunRow,
  workspace: Workspace,
): Promise<{ plan: (Plan & { message: string }) | undefined }> {
  if (run.epoch === 1) return { plan: undefined }
  const steps = rowsOf(await database.from('run_steps').select('output').eq('run_id', run.id).eq('name', 'plan'))
  const facts = rowsOf(await database.from('run_events').select('type,data').eq('run_id', run.id).order('seq'))
  for (const { type, data } of facts) {
    if (type === 'file.completed') {
      const file = data as FactData['file.completed']
      const entry = { hash: file.hash, size_bytes: file.size_bytes }
      for await (const { content } of readFiles(database, run.project_id, { [file.path]: entry })) {
        putFile(workspace, file.path, await encodeBlob(content))
      }
    } else if (type === 'file.deleted') {
      removeFile(workspace, (data as FactData['file.deleted']).path)
    } else if (type === 'file.renamed') {
      const { from, to } = data as FactData['file.renamed']
      renameFile(workspace, from, to)
    }
  }
  return { plan: steps[0]?.output as (Plan & { message: string }) | undefined }
}
