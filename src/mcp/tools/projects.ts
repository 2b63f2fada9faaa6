import * as z from 'zod'
import { compareVersions } from '../../projects/compare.ts'
import { readManifest } from '../../projects/manifest.ts'
import { createProject, listProjects, newProjectSchema, readProject } from '../../projects/projects.ts'
import { defineTool, projectId, tellJson, version } from '../tool.ts'

const MOST_LISTED = 100

export const projectTools = [
  defineTool({
    name: 'list_projects',
    title: 'List projects',
    description:
      'The newest projects of the account, at most a hundred, with their ids and the numbers of their newest versions.',
    scope: 'projects:read',
    annotations: { readOnlyHint: true },
    input: z.strictObject({
      search: z.string().min(1).max(200).optional().meta({ description: 'What the name or the description contains.' }),
    }),
    call: async ({ database }, { search }) => {
      const filter = { search, status: undefined, before: undefined, limit: MOST_LISTED }
      return tellJson({ projects: (await listProjects(database, filter)).projects })
    },
  }),
  defineTool({
    name: 'create_project',
    title: 'Create a project',
    description: 'An empty project, or one with the files of a template. A run fills it then.',
    scope: 'projects:write',
    annotations: { readOnlyHint: false, destructiveHint: false },
    input: newProjectSchema,
    call: async ({ database }, input) => tellJson(await createProject(database, input)),
  }),
  defineTool({
    name: 'compare_versions',
    title: 'Compare two versions',
    description: 'What changed in the files of a project from one version to another, as unified diffs.',
    scope: 'projects:read',
    annotations: { readOnlyHint: true },
    input: z.strictObject({ project_id: projectId, from: z.int().min(1), to: z.int().min(1) }),
    call: async ({ database }, { project_id, from, to }) =>
      tellJson(await compareVersions(database, project_id, from, to)),
  }),
  defineTool({
    name: 'preview_project',
    title: 'Look at a project',
    description:
      'An address at which a browser shows the project, without signing in, until it expires: a version, or the newest ' +
      'one whatever it is by then.',
    scope: 'projects:write',
    annotations: { readOnlyHint: false, destructiveHint: false },
    input: z.strictObject({ project_id: projectId, version }),
    call: async ({ previewProject }, { project_id, version }) => {
      const { url, expires_at } = await previewProject(project_id, version)
      return tellJson({ url, expires_at })
    },
  }),
  defineTool({
    name: 'export_project',
    title: 'Export a project',
    description: 'The address of an archive of a version, to be downloaded with the same bearer token as this server.',
    scope: 'projects:read',
    annotations: { readOnlyHint: true },
    input: z.strictObject({ project_id: projectId, version, format: z.enum(['zip', 'tar.gz']).default('zip') }),
    call: async ({ database, origin }, { project_id, format, ...wanted }) => {
      const [{ name }, { version }] = await Promise.all([
        readProject(database, project_id),
        readManifest(database, project_id, wanted.version),
      ])
      const uri = `${origin}/api/projects/${project_id}/export?version=${version}&format=${format}`
      const told = tellJson({ uri, version, authorization: 'The bearer token that this server is asked with.' })
      const mimeType = format === 'zip' ? 'application/zip' : 'application/gzip'
      const description = `${name}, version ${version}`
      const link = { type: 'resource_link' as const, uri, name: `${name}-v${version}.${format}`, mimeType, description }
      return { ...told, content: [...told.content, link] }
    },
  }),
]
