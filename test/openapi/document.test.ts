// The OpenAPI document, held to the rules of a linter that many use, and the types of the client, held to the document.
import { readFile } from 'node:fs/promises'
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core'
import rulesets from '@stoplight/spectral-rulesets'
import { expect, it } from 'vitest'
import { documentText } from './document.ts'
import { makeTypes, TYPES_FILE } from './make-types.ts'

it('passes all rules that Spectral has for OpenAPI, without a warning', async () => {
  const linter = new spectral.Spectral()
  linter.setRuleset({ extends: [[rulesets.oas as RulesetDefinition, 'recommended']] })
  const problems = await linter.run(documentText)
  expect(problems.map(({ code, message, path }) => [code, message, path.join('/')])).toEqual([])
})

it('is what the types of the client are made of', async () => {
  const types = await readFile(TYPES_FILE, 'utf8')
  expect(types === (await makeTypes()), `${TYPES_FILE} is old: run \`npm run client:types\``).toBe(true)
})
