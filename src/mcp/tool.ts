import * as z from 'zod'
import type { Scope } from '../accounts/scopes.ts'
import type { newRunSchema, Run } from '../runs/run.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import type { RunInput } from '../services/database-types.ts'

/** What tools do their work with, by the rights of their caller. */
export type ToolServices = {
  database: DatabaseClient
  /** Where the caller reaches this API. */
  origin: string
  /** Makes an address at which a version is looked at, or the head, whatever it is by then. */
  previewProject: (projectId: string, version: number | undefined) => Promise<{ url: string; expires_at: string }>
  startRun: (projectId: string, wanted: z.output<typeof newRunSchema>) => Promise<Run>
  continueRun: (runId: string, input: RunInput) => Promise<Run>
  waitForRun: (runId: string, seconds: number) => Promise<Run>
  cancelRun: (runId: string) => Promise<Run>
}

type Content =
  | { type: 'text'; text: string }
  | { type: 'resource'; resource: { uri: string; mimeType: string; blob: string } }
  | { type: 'resource_link'; uri: string; name: string; mimeType: string; description: string }

export type ToolResult = { content: Content[]; structuredContent?: Record<string, unknown>; isError?: true }

/** What a client may take the tool for, before it asks its user. */
type Annotations = { readOnlyHint?: boolean; destructiveHint?: boolean; idempotentHint?: boolean }

export type Tool = {
  name: string
  title: string
  description: string
  /** What a key must be allowed to call it. */
  scope: Scope
  input: z.ZodObject
  annotations: Annotations
  /** @param input as `input` gives it @throws {AppError} */
  call: (services: ToolServices, input: unknown) => Promise<ToolResult>
}

/** A tool with its input typed. */
export function defineTool<const S extends z.ZodObject>(
  tool: Omit<Tool, 'input' | 'call'> & {
    input: S
    call: (services: ToolServices, input: z.output<S>) => Promise<ToolResult>
  },
): Tool {
  // The server has parsed it by the schema of this very tool.
  return { ...tool, call: (services, input) => tool.call(services, input as z.output<S>) }
}

/** A result that programs read as it is, and models as text. */
export function tellJson(value: Record<string, unknown>): ToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value }
}

export const projectId = z.uuid().meta({ description: 'Id of a project.' })
export const runId = z.uuid().meta({ description: 'Id of a run.' })
export const version = z.int().min(1).optional().meta({ description: 'Number of a version; the newest when absent.' })
