/**
 * How many commands the Redis behind a REST URL has run, those that scripts call among them: Upstash bills each. Only a
 * real server keeps such figures, and they are of all its callers; undefined where none are kept.
 */
export async function countBilledCommands(url: string, token: string): Promise<number | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: '["INFO","commandstats"]',
  })
  const { result } = (await answer.json()) as { result?: string }
  if (result === undefined) return undefined
  const ran = [...result.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)]
  // Asking is no part of what is measured.
  return ran.reduce((sum, [, name, calls]) => (name === 'info' ? sum : sum + Number(calls)), 0)
}
