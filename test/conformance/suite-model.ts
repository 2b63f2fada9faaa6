// One scripted model for all runtimes: the word in a prompt says which script answers.
import { randomInt } from 'node:crypto'
import { startScriptedModel, type Call, type Reply, type Script } from '../support/scripted-model.ts'

export const PLAN =
  '<plan title="Two files">\nA page, «страница» 😀.\n- index.html: page\n- app.js: behaviour\n</plan>\n'
export const PAGE =
  '<file path="index.html">\n<!doctype html>\n<title>Привет 😀</title>\n<script src="app.js"></script>\n</file>\n'
export const CODE = '<file path="app.js">\nconsole.log("42")\n</file>\n'

/** How long bytes may be on their way to a process that is busy; less than a model may pause. */
const ARRIVAL_MS = 1500

export type Scene = {
  /** Begins with a word that belongs to this scene alone. */
  prompt: string
  calls: Call[]
}
export type SuiteModel = {
  url: string
  /** A prompt whose calls the script answers. */
  scene: (script: Script) => Scene
  close: () => Promise<void>
}

export async function startSuiteModel(): Promise<SuiteModel> {
  const model = await startScriptedModel()
  const scenes = new Map<string, { script: Script; calls: Call[] }>()
  model.script((reply, call) => {
    const word = /scene-\d{14}/.exec(JSON.stringify(call.body))?.[0] ?? ''
    const scene = scenes.get(word)
    scene?.calls.push(call)
    return (scene?.script ?? wholeAnswer)(reply, call)
  })
  return {
    url: model.url,
    scene: (script) => {
      // Digits, as many each time: what the model's tokens are estimated to be is the same on all runtimes then.
      const word = `scene-${randomInt(2 ** 47)
        .toString()
        .padStart(14, '0')
        .slice(-14)}`
      const calls: Call[] = []
      scenes.set(word, { script, calls })
      return { prompt: `${word}: two files`, calls }
    },
    close: model.close,
  }
}

export const wholeAnswer: Script = (reply, { task }) => {
  reply.text(task === 'plan' ? PLAN : PAGE + CODE)
  reply.end()
}

/** Plans at once; the script answers the call that writes. */
export function writing(script: Script): Script {
  return (reply, call) => {
    if (call.task !== 'plan') return script(reply, call)
    reply.text(PLAN)
    return reply.end()
  }
}

/** A model that plans, and then waits for the gate before it writes. */
export function gatedScene(model: SuiteModel) {
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const scene = model.scene(
    writing(async (reply, call) => {
      reached.resolve()
      await gate.promise
      return wholeAnswer(reply, call)
    }),
  )
  return { scene, open: () => gate.resolve(), reached: reached.promise }
}

/** Gives what was written the time to arrive: a connection that breaks at once takes it along. */
export function cutSoon({ raw }: Reply): void {
  raw.write('', () => setTimeout(() => raw.destroy(), ARRIVAL_MS))
}
