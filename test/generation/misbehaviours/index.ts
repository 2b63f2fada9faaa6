import type { Case } from './case.ts'
import { CHATS } from './chats.ts'
import { CUTS } from './cuts.ts'
import { EDITS } from './edits.ts'
import { FORMS } from './forms.ts'
import { PLANS } from './plans.ts'
import { TAGS } from './tags.ts'

export const MISBEHAVIOURS: Record<string, Case[]> = {
  'a model that plans': PLANS,
  'a model that writes tags': TAGS,
  'a model that writes files': FORMS,
  'a model that changes a project': EDITS,
  'a model that talks': CHATS,
  'a model whose answers break off': CUTS,
}
