// What a project can begin with: small, complete starters whose text is part of the build.
import * as z from 'zod'
import { browser } from './templates/browser.ts'
import { fastapi } from './templates/fastapi.ts'
import { honoApi } from './templates/hono-api.ts'
import { react } from './templates/react.ts'
import { telegramBot } from './templates/telegram-bot.ts'
import { vue } from './templates/vue.ts'

export type Template = {
  id: string
  name: string
  description: string
  /** Path → content. */
  files: Readonly<Record<string, string>>
}

export const TEMPLATES: readonly Template[] = [browser, react, vue, honoApi, fastapi, telegramBot]

export const templateId = z.enum(TEMPLATES.map(({ id }) => id))

export const templateSchema = z.strictObject({
  id: templateId.meta({ description: 'What `template` of a new project takes.' }),
  name: z.string(),
  description: z.string(),
  files: z.array(z.string()).meta({ description: 'Paths of its files.' }),
})

export function describeTemplate({ id, name, description, files }: Template): z.infer<typeof templateSchema> {
  return { id, name, description, files: Object.keys(files) }
}

export function findTemplate(id: string): Template | undefined {
  return TEMPLATES.find((template) => template.id === id)
}
