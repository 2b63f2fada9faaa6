// `npm run test:kills [-- --kills 100]`: as many kills of `npm start`, at each kind of moment in turn.
import { parseArgs } from 'node:util'
import { MOMENTS, openKilledStarts } from './killed-start.ts'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } })
const kills = Number(values.kills)

const starts = await openKilledStarts()
let bad = 0
for (let index = 0; index < kills; index += 1) {
  const moment = MOMENTS[index % MOMENTS.length] ?? 'serving'
  const seen = await starts.killAt(moment).catch((error: unknown) => {
    bad += 1
    return `${moment}: FAILED, ${error instanceof Error ? error.message : String(error)}`
  })
  process.stdout.write(`${index + 1}. ${seen}\n`)
}
process.stdout.write(`${kills} kills, ${bad} bad starts, ${starts.acknowledged()} acknowledged writes\n`)
await starts.close()
process.exit(bad === 0 ? 0 : 1)
