// A kind of run that the product does not have: two steps, no model.
import type { Pipelines } from '../../src/runs/pipeline.ts'

export const pipelines: Pipelines = {
  'count-words': {
    async work({ run, step }) {
      const words = await step('split', async ({ conclude }) => {
        conclude({ type: 'message.completed', data: { content: 'The words are split.' } })
        return run.prompt.split(' ')
      })
      const count = await step('count', async ({ conclude }) => {
        conclude({ type: 'message.completed', data: { content: 'The words are counted.' } })
        return words.length
      })
      return { status: 'succeeded', message: `${count} words` }
    },
  },
}
