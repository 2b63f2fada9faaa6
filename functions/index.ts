// The whole API at one glance: each file is one function, and each can be served alone.
import { account } from './account.ts'
import { admin } from './admin.ts'
import { auth } from './auth.ts'
import { chatCompletions } from './chat-completions.ts'
import { docs } from './docs.ts'
import { embeddings } from './embeddings.ts'
import { exports } from './export.ts'
import { files } from './files.ts'
import { health } from './health.ts'
import { mcp } from './mcp.ts'
import { mfa } from './mfa.ts'
import { members } from './members.ts'
import { messages } from './messages.ts'
import { imports } from './import.ts'
import { invitations } from './invitations.ts'
import { keys } from './keys.ts'
import { limits } from './limits.ts'
import { models } from './models.ts'
import { operations } from './operations.ts'
import { passwords } from './passwords.ts'
import { previews } from './previews.ts'
import { projects } from './projects.ts'
import { providerKeys } from './provider-keys.ts'
import { responses } from './responses.ts'
import { runs } from './runs.ts'
import { sessions } from './sessions.ts'
import { session } from './session.ts'
import { studio } from './studio.ts'
import { templates } from './templates.ts'
import { usage } from './usage.ts'
import { versions } from './versions.ts'
import { webhooks } from './webhooks.ts'

export const functions = [
  health,
  operations,
  auth,
  passwords,
  sessions,
  mfa,
  account,
  admin,
  keys,
  providerKeys,
  usage,
  limits,
  projects,
  members,
  invitations,
  files,
  versions,
  previews,
  exports,
  imports,
  runs,
  webhooks,
  mcp,
  messages,
  templates,
  models,
  chatCompletions,
  embeddings,
  responses,
  docs,
  session,
  studio,
]
