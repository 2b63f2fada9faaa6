import type { ScriptedModel } from './scripted-model.ts'

/** A plan of one file, one.txt. */
export const ONE_FILE_PLAN = '<plan title="One">\nOne file.\n- one.txt: it\n</plan>\n'

/** A model that plans one file and waits within it. Gives what has it go on, once it is there. */
export function holdWithinFile(model: ScriptedModel): Promise<() => void> {
  const within = Promise.withResolvers<() => void>()
  model.script((reply, { task }) => {
    if (task === 'plan') {
      reply.text(ONE_FILE_PLAN)
      return reply.end()
    }
    reply.text('<file path="one.txt">\nfirst\n')
    within.resolve(() => {
      reply.text('last\n</file>\n')
      reply.end()
    })
  })
  return within.promise
}
