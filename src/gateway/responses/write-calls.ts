// Calls of tools in an answer, as items of a response.
import type { ToolCall } from '../chunk.ts'
import type { Fields, NewItem, Send } from './items.ts'

type OpenCall = { id: unknown; item: Fields; place: { output_index: number; item_id: unknown } }

export type CallWriter = {
  take: (told: ToolCall) => void
  close: () => void
}

export function openCalls(newItem: NewItem, addItem: (item: Fields) => number, send: Send): CallWriter {
  const calls: OpenCall[] = []
  const byIndex = new Map<unknown, OpenCall>()
  const byId = new Map<unknown, OpenCall>()

  /**
   * The call that a piece goes on with: OpenAI tells its index. Some leave that out, and name the call by its id, or only
   * in its first piece; some, such as Gemini, give calls that they make at a time one index, and ids of their own.
   */
  function find({ id, index, function: called }: ToolCall): OpenCall | undefined {
    const known = isTold(id) ? byId.get(id) : undefined
    if (known !== undefined) return known
    if (typeof index !== 'number') return isTold(id) || isTold(called?.name) ? undefined : calls.at(-1)
    const last = byIndex.get(index)
    const isAnother = isTold(id) && isTold(last?.id) && isTold(called?.name)
    return isAnother ? undefined : last
  }

  function open({ id, index, function: called }: ToolCall): OpenCall {
    const call_id = isTold(id) ? id : `call_${crypto.randomUUID()}`
    const item: Fields = { ...newItem('function_call', 'fc'), call_id, name: called?.name, arguments: '' }
    const call = { id, item, place: { output_index: addItem(item), item_id: item['id'] } }
    calls.push(call)
    byIndex.set(index, call)
    byId.set(id, call)
    return call
  }

  return {
    take(told) {
      const { item, place } = find(told) ?? open(told)
      const piece = told.function?.arguments
      if (typeof piece !== 'string' || piece === '') return
      item['arguments'] = `${String(item['arguments'])}${piece}`
      send('response.function_call_arguments.delta', { ...place, delta: piece })
    },
    close() {
      for (const { item, place } of calls) {
        item['status'] = 'completed'
        send('response.function_call_arguments.done', { ...place, name: item['name'], arguments: item['arguments'] })
        send('response.output_item.done', { output_index: place.output_index, item })
      }
    },
  }
}

function isTold(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
