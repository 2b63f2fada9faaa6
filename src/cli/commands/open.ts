import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { perform, type Result } from '../command.ts'
import { openUserApi } from '../user/api.ts'
import { requireLink } from '../user/project-folder.ts'

/** What opens an address on this platform. */
const OPENERS: Partial<Record<NodeJS.Platform, [program: string, ...parameters: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

export function addOpen(program: Command): void {
  const command = program
    .command('open')
    .summary('open a preview of the project of this folder in the browser')
    .option('--no-browser', 'only print its address')
  perform(command, async ({ browser }: { browser: boolean }): Promise<Result> => {
    const api = await openUserApi()
    const { project } = await requireLink('.', api.url)
    const { url, expires_at } = await api.json<{ url: string; expires_at: string }>(
      'POST',
      `/api/projects/${project}/previews`,
      { body: {} },
    )
    if (browser) openInBrowser(url)
    return { data: { project, url, expires_at }, lines: [url] }
  })
}

/** Where there is no browser, the address that is printed is all there is. */
function openInBrowser(url: string): void {
  const [program, ...parameters] = OPENERS[process.platform] ?? ['xdg-open']
  const child = spawn(program, [...parameters, url], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
