// Takes the place of how openai reads OPENAI_… variables: what is configured stands in src/config.ts.

export const readEnv = (): undefined => undefined
