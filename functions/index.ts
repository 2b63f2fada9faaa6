// The whole API at one glance: each file is one function, and each can be served alone.
import { auth } from './auth.ts'
import { chatCompletions } from './chat-completions.ts'
import { docs } from './docs.ts'
import { embeddings } from './embeddings.ts'
import { exports } from './export.ts'
import { files } from './files.ts'
import { health } from './health.ts'
import { messages } from './messages.ts'
import { imports } from './import.ts'
import { keys } from './keys.ts'
import { limits } from './limits.ts'
import { models } from './models.ts'
import { operations } from './operations.ts'
import { previews } from './previews.ts'
import { projects } from './projects.ts'
import { providerKeys } from './provider-keys.ts'
import { responses } from './responses.ts'
import { runs } from './runs.ts'
import { templates } from './templates.ts'
import { usage } from './usage.ts'
import { versions } from './versions.ts'

export const functions = [
  health,
  operations,
  auth,
  keys,
  providerKeys,
  usage,
  limits,
  projects,
  files,
  versions,
  previews,
  exports,
  imports,
  runs,
  messages,
  templates,
  models,
  chatCompletions,
  embeddings,
  responses,
  docs,
]
