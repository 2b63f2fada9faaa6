import { afterAll } from 'vitest'
import { signUp, type Client } from './client.ts'
import { startScriptedModel, type ScriptedModel } from './scripted-model.ts'
import { makeStack, type Stack } from './stack.ts'

/**
 * An app, the model that it asks and a caller with an account, for all tests of a file, with which they end; `overrides`
 * are environment variables.
 */
export async function startScriptedStack(
  overrides: Record<string, string> = {},
): Promise<{ model: ScriptedModel; stack: Stack; client: Client }> {
  const model = await startScriptedModel()
  const stack = makeStack({ ...model.environment, ...overrides })
  afterAll(async () => {
    await stack.idle()
    await model.close()
  })
  return { model, stack, client: await signUp(stack.app) }
}
