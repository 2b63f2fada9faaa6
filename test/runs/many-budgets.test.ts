import { expect, it, onTestFinished } from 'vitest'
import { runForACent } from '../support/budgeted-runs.ts'
import { startScriptedModel } from '../support/scripted-model.ts'

it('five hundred runs for a cent never take more, whatever their model costs and takes', async () => {
  const model = await startScriptedModel()
  onTestFinished(() => model.close())
  expect.hasAssertions()
  await runForACent(model, 500)
}, 900_000)
