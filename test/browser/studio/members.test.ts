// A project that is shared: its owner invites, and a second person in another browser accepts, changes files, and loses the
// right to.
import { describe, expect, it } from 'vitest'
import { chromiumPath, openStage, type Look } from './stage.ts'
import { inviteGuest, partWays, workAsEditor } from './steps/members.ts'
import { beginWalk } from './walk.ts'

const LOOKS: Look[] = [
  { language: 'en', width: 1280, scheme: 'light' },
  { language: 'ru', width: 390, scheme: 'light' },
  { language: 'en', width: 390, scheme: 'dark' },
  { language: 'ru', width: 1280, scheme: 'dark' },
]
const note = chromiumPath === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

describe.skipIf(chromiumPath === undefined)(`two people in the Studio${note}`, () => {
  describe.each(LOOKS)('in $language at $width pixels, $scheme', (look) => {
    const walk = beginWalk(look, () => openStage('node'))
    const guest = inviteGuest(walk)
    workAsEditor(walk, guest)
    partWays(walk, guest)

    it('has met no error on the way', () => {
      expect([walk.visit.faults, guest.visit.faults]).toEqual([[], []])
    })
  })
})
