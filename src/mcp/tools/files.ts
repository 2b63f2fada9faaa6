import { encodeBase64 } from 'hono/utils/encode'
import * as z from 'zod'
import { changeFiles, fileChangesSchema } from '../../projects/change-files.ts'
import { readFile } from '../../projects/files.ts'
import { isText } from '../../projects/is-text.ts'
import { readManifest } from '../../projects/manifest.ts'
import { toVersion } from '../../projects/versions.ts'
import { encodePath } from '../../services/encode-path.ts'
import { defineTool, projectId, tellJson, version } from '../tool.ts'

export const fileTools = [
  defineTool({
    name: 'list_files',
    title: 'List files',
    description: 'Path and size of each file of a version.',
    scope: 'projects:read',
    annotations: { readOnlyHint: true },
    input: z.strictObject({ project_id: projectId, version }),
    call: async ({ database }, { project_id, version }) => {
      const found = await readManifest(database, project_id, version)
      const files = Object.entries(found.manifest).map(([path, { size_bytes }]) => ({ path, size_bytes }))
      return tellJson({ version: found.version, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) })
    },
  }),
  defineTool({
    name: 'read_file',
    title: 'Read a file',
    description: 'One file of a version: its text, or its bytes where it is no text.',
    scope: 'projects:read',
    annotations: { readOnlyHint: true },
    input: z.strictObject({ project_id: projectId, path: z.string().min(1), version }),
    call: async ({ database, origin }, { project_id, path, version }) => {
      const file = await readFile(database, project_id, path, version)
      const about = { path: file.path, version: file.version, size_bytes: file.sizeBytes }
      if (isText(file.content)) {
        const text = new TextDecoder().decode(file.content)
        return { content: [{ type: 'text', text }], structuredContent: { ...about, content: text } }
      }
      const uri = `${origin}/api/projects/${project_id}/files/${encodePath(file.path)}`
      const blob = encodeBase64(file.content.slice().buffer)
      const resource = { uri: `${uri}?version=${file.version}`, mimeType: 'application/octet-stream', blob }
      return { content: [{ type: 'resource', resource }], structuredContent: about }
    },
  }),
  defineTool({
    name: 'write_files',
    title: 'Change files',
    description: 'Writes, deletes and renames files, all of them as one new version or none.',
    scope: 'projects:write',
    annotations: { readOnlyHint: false, destructiveHint: false },
    input: z.strictObject({
      project_id: projectId,
      ...fileChangesSchema.shape,
      if_version: z.int().min(0).optional().meta({
        description: 'Refuses when the newest version is another than this one, which the changes were made for.',
      }),
    }),
    call: async ({ database }, { project_id, if_version, ...changes }) => {
      const ifMatch = if_version === undefined ? undefined : `"v${if_version}"`
      return tellJson(toVersion(await changeFiles(database, project_id, changes, ifMatch)))
    },
  }),
]
