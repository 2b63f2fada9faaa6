// What is said between the first request and the plan that is built: in turns, as it was said.
import type { ChatMessage } from '../../gateway/chat-message.ts'
import { renderPlanBlock } from '../output/format.ts'
import { quote, type Plan } from '../prompts.ts'

/** A question of the model with the answer of the user. */
export function answerMessages(question: string, answer: string): ChatMessage[] {
  const content = [
    'The answer to your question:',
    quote('answer', answer),
    'Take it together with the request, and answer with a plan in the format above.',
  ]
  return [
    { role: 'assistant', content: question },
    { role: 'user', content: content.join('\n') },
  ]
}

/** A plan with what the user wants changed in it. */
export function changePlanMessages(plan: Plan & { message: string }, change: string): ChatMessage[] {
  const content = [
    'The plan is to be changed before anything is written:',
    quote('change', change),
    'Answer with the whole plan in the format above, changed as asked and otherwise as it was.',
  ]
  return [
    { role: 'assistant', content: [plan.message, renderPlanBlock(plan)].filter((text) => text !== '').join('\n\n') },
    { role: 'user', content: content.join('\n') },
  ]
}
