import type { Group } from '../case.ts'
import { bodies } from './bodies.ts'
import { chatCompletions } from './chat-completions.ts'
import { contractErrors } from './contract-errors.ts'
import { crypto } from './crypto.ts'
import { http } from './http.ts'
import { isolation } from './isolation.ts'
import { leaving } from './leaving.ts'
import { members } from './members.ts'
import { previews } from './previews.ts'
import { resting } from './resting.ts'
import { streams } from './streams.ts'
import { upstream } from './upstream.ts'
import { walk } from './walk.ts'

export const groups: Group[] = [
  walk,
  contractErrors,
  http,
  bodies,
  previews,
  members,
  streams,
  upstream,
  leaving,
  resting,
  chatCompletions,
  isolation,
  crypto,
]
