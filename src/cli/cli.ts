// The command line of operators: one-off processes on the same build and the same environment as the app.
import { Command, CommanderError } from 'commander'
import { VERSION } from '../telemetry/release.ts'
import { EXIT, reportFailure } from './command.ts'
import { addConfig } from './commands/show-config.ts'
import { addDoctor } from './commands/doctor.ts'
import { addFactors } from './commands/check-factors.ts'
import { addEval } from './commands/evaluate.ts'
import { addInvite } from './commands/invite.ts'
import { addKeys } from './commands/keys.ts'
import { addMigrate } from './commands/migrate.ts'
import { addModels } from './commands/models.ts'
import { addProbe } from './commands/probe.ts'
import { addPrune } from './commands/prune.ts'
import { addSeed } from './commands/seed.ts'
import { addSweep } from './commands/sweep.ts'
import { addTiers } from './commands/tiers.ts'
import { addTop } from './commands/top.ts'
import { addTrace } from './commands/trace.ts'
import { addUsage } from './commands/usage.ts'
import { addUser } from './commands/user.ts'

const asJson = process.argv.includes('--json')
// Whoever reads may leave before the end; what was begun goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const program = new Command('samokoder')
  .description('Looks after a Samokoder deployment. Configuration comes from the environment, as for the app itself.')
  .version(VERSION)
  .showHelpAfterError('(--help tells more)')
  .exitOverride()
  .configureOutput(asJson ? { writeErr: () => undefined } : {})
  .configureHelp({ showGlobalOptions: true })

const COMMANDS = [
  addMigrate,
  addDoctor,
  addFactors,
  addProbe,
  addEval,
  addTop,
  addTrace,
  addUsage,
  addModels,
  addSweep,
  addPrune,
  addUser,
  addTiers,
  addInvite,
  addKeys,
  addConfig,
  addSeed,
]
for (const add of COMMANDS) add(program)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? EXIT.done : reportFailure(error, asJson)
}
