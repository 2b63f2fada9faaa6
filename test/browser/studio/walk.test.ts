import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLite } from '../../support/data-access.ts'
import { startDebuggedChromium, type DebuggedChromium } from '../../support/debugged-chromium.ts'
import { chromiumPath, openStage, type Look } from './stage.ts'
import { beginAccount, endAccount } from './steps/account.ts'
import { lookAtPreview, mendReported } from './steps/preview.ts'
import { lookAfterKeys, operate } from './steps/settings.ts'
import { goThroughVersions, takeAwayAndBring } from './steps/versions.ts'
import { editFiles, goOnByChat, makeProject, startOtherwise } from './steps/work.ts'
import { beginWalk } from './walk.ts'

const LOOKS: (Look & { runtime: 'node' | 'workers' })[] = [
  { language: 'en', width: 1280, scheme: 'light', runtime: 'node' },
  { language: 'ru', width: 390, scheme: 'light', runtime: 'node' },
  { language: 'en', width: 390, scheme: 'dark', runtime: 'node' },
  { language: 'ru', width: 1280, scheme: 'dark', runtime: 'workers' },
]
const note = chromiumPath === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

describe.skipIf(chromiumPath === undefined)(`walks through the Studio${note}`, () => {
  let data: Awaited<ReturnType<typeof openLite>>
  let attached: DebuggedChromium

  beforeAll(async () => {
    ;[data, attached] = await Promise.all([openLite(), startDebuggedChromium(chromiumPath ?? '')])
  })
  afterAll(async () => {
    await attached?.close()
    await data?.close()
  })

  /** Auth prints its mails; what stands in them is read where it keeps it. */
  const mailbox = {
    tokenOf: async (email: string) => {
      const rows = await data.sql<{ recovery_token: string }>(
        `select recovery_token from auth.users where email = '${email}'`,
      )
      return rows[0]?.recovery_token ?? ''
    },
  }

  describe.each(LOOKS)('on $runtime, in $language at $width pixels, $scheme', (look) => {
    const walk = beginWalk(look, () =>
      openStage(look.runtime, {
        ...data.environment,
        EVENTS_POLL_MS: '100',
        AI_PRICES: 'm=1000/2000',
        METRICS_TOKEN: 'known-to-operators',
        // A look at each version takes its time: one walk has it.
        ...(look === LOOKS[0] ? { BROWSER_URL: attached.url } : {}),
      }),
    )
    beginAccount(walk)
    makeProject(walk)
    lookAtPreview(walk)
    goOnByChat(walk)
    goThroughVersions(walk)
    editFiles(walk)
    mendReported(walk)
    takeAwayAndBring(walk)
    startOtherwise(walk)
    lookAfterKeys(walk)
    operate(walk)
    endAccount(walk, mailbox)

    it('has met no error on the way', () => {
      expect(walk.visit.faults).toEqual([])
    })
  })
})
