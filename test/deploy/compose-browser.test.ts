// What compose.yaml attaches as the browser.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { findChromium } from '../support/chromium.ts'
import { startDebuggedChromium } from '../support/debugged-chromium.ts'

type Service = {
  image: string
  ports?: string[]
  networks?: string[] | Record<string, { aliases: string[] }>
  environment?: Record<string, string>
}

const { services } = parse(await readFile('compose.yaml', 'utf8'), { merge: true }) as {
  services: Record<'api' | 'worker' | 'browser' | 'db' | 'redis', Service>
}
const [, host = ''] =
  /^\$\{BROWSER_URL-http:\/\/([\w.]+):9222\}$/.exec(services.api.environment?.['BROWSER_URL'] ?? '') ?? []

const chromium = findChromium()
const note = chromium === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

describe('the browser of compose.yaml', () => {
  it('is pinned by digest, answers nobody outside, and is named to processes that drive runs', () => {
    expect(services.browser.image).toMatch(/@sha256:[0-9a-f]{64}$/)
    expect(services.browser.ports).toBeUndefined()
    expect(services.browser.networks).toEqual({ browser: { aliases: [host] } })
    for (const { networks, environment } of [services.api, services.worker]) {
      expect(networks).toEqual(['default', 'browser'])
      expect(environment?.['BROWSER_URL']).toContain(host)
    }
    // Those that name none are in the default one, which the browser is not in.
    for (const { networks } of [services.db, services.redis]) expect(networks).toBeUndefined()
  })

  it.skipIf(chromium === undefined)(`has a name that Chromium answers to${note}`, async () => {
    const browser = await startDebuggedChromium(chromium ?? '')
    const statusFor = async (name: string) => {
      const asking = request(`${browser.url}/json/version`, { headers: { Host: `${name}:9222` } }).end()
      const [answer] = (await once(asking, 'response')) as [IncomingMessage]
      answer.resume()
      return answer.statusCode
    }
    expect([await statusFor(host), await statusFor('browser')]).toEqual([200, 500])
    await browser.close()
  })
})
