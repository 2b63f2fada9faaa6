import { Argument, type Command } from 'commander'
import { groupBy } from '../../services/group-by.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]
/** A word that may stand at a place: what comes before it, and what it does. */
type Word = { after: string[]; word: string; says: string }

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'for which shell').choices(SHELLS))
    .summary('print a script that completes commands and options')
    .addHelpText('after', '\nExamples:\n  source <(samokoder completion bash)\n  samokoder completion fish | source')
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell](wordsOf(program, [])))
    })
}

function wordsOf(command: Command, after: string[]): Word[] {
  const help = command.createHelp()
  const options = help
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long === undefined ? [] : [{ after, word: long, says: description }]))
  const commands = help
    .visibleCommands(command)
    .flatMap((one) => [{ after, word: one.name(), says: one.summary() }, ...wordsOf(one, [...after, one.name()])])
  return [...commands, ...options]
}

/** Within single quotes of every shell here. */
const quote = (text: string) => `'${text.replaceAll("'", '’').replaceAll('\n', ' ')}'`

const groups = (words: Word[]) => [...groupBy(words, ({ after }) => after.join(' '))]

/** The words before the cursor that are commands say the place; bash and zsh alike. */
const PLACE = `  local place='' word
  for word in "\${words[@]:1:$((current - 1))}"; do
    case " $places " in *" \${place:+\${place}/}$word "*) place="\${place:+\${place}/}$word" ;; esac
  done`

const places = (words: Word[]) =>
  groups(words)
    .map(([place]) => place.replaceAll(' ', '/'))
    .filter((place) => place !== '')
    .join(' ')

const SCRIPTS: Record<Shell, (words: Word[]) => string> = {
  bash: (words) => `_samokoder() {
  local places=${quote(places(words))} words=("\${COMP_WORDS[@]}") current=$COMP_CWORD
${PLACE}
  case "$place" in
${groups(words)
  .map(
    ([place, all]) =>
      `    ${quote(place.replaceAll(' ', '/'))}) COMPREPLY=($(compgen -W ${quote(all.map(({ word }) => word).join(' '))} -- "\${COMP_WORDS[COMP_CWORD]}")) ;;`,
  )
  .join('\n')}
  esac
}
complete -o default -F _samokoder samokoder
`,
  zsh: (words) => `autoload -U +X bashcompinit && bashcompinit
${SCRIPTS.bash(words)}`,
  fish: (words) =>
    words
      .map(({ after, word, says }) => {
        const place =
          after.length === 0
            ? '__fish_use_subcommand'
            : after.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ')
        const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`
        return `complete -c samokoder -n ${quote(place)} ${what} -d ${quote(says)}\n`
      })
      .join(''),
}
