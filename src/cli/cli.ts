// The command line: for users of a deployment, and for operators, as one-off processes on the same build and environment as
// the app.
import { Command, CommanderError } from 'commander'
import { VERSION } from '../telemetry/release.ts'
import { EXIT, reportFailure } from './command.ts'
import { addBuild, addChat } from './commands/build-project.ts'
import { addCompletion } from './commands/completion.ts'
import { addConfig } from './commands/show-config.ts'
import { addDoctor } from './commands/doctor.ts'
import { addFactors } from './commands/check-factors.ts'
import { addEval } from './commands/evaluate.ts'
import { addInvite } from './commands/invite.ts'
import { addKeys } from './commands/keys.ts'
import { addLogin, addLogout } from './commands/login.ts'
import { addMembers } from './commands/members.ts'
import { addMigrate } from './commands/migrate.ts'
import { addModels } from './commands/models.ts'
import { addOpen } from './commands/open.ts'
import { addProbe } from './commands/probe.ts'
import { addPrune } from './commands/prune.ts'
import { addRuns } from './commands/runs.ts'
import { addSeed } from './commands/seed.ts'
import { addSweep } from './commands/sweep.ts'
import { addPull, addPush } from './commands/sync-project.ts'
import { addTiers } from './commands/tiers.ts'
import { addTop } from './commands/top.ts'
import { addTrace } from './commands/trace.ts'
import { addUsage } from './commands/usage.ts'
import { addUser } from './commands/user.ts'

const asJson = process.argv.includes('--json')
// Whoever reads may leave before the end; what was begun goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const program = new Command('samokoder')
  .description(
    'Builds projects at a Samokoder deployment, and looks after one: for that, configuration comes from the environment, as ' +
      'for the app itself.',
  )
  .version(VERSION)
  .showHelpAfterError('(--help tells more)')
  .exitOverride()
  .configureOutput(asJson ? { writeErr: () => undefined } : {})
  .configureHelp({ showGlobalOptions: true })

const OF_USERS = [addLogin, addLogout, addBuild, addChat, addPull, addPush, addOpen, addRuns, addMembers, addCompletion]
const OF_OPERATORS = [
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
program.commandsGroup('Build:')
for (const add of OF_USERS) add(program)
program.commandsGroup('Operate:')
for (const add of OF_OPERATORS) add(program)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? EXIT.done : reportFailure(error, asJson)
}
