import type { Template } from '../templates.ts'

export const telegramBot: Template = {
  id: 'telegram-bot',
  name: 'Telegram bot',
  description: 'A bot for Telegram on Node, with grammY and tests.',
  files: {
    '.env.example': `BOT_TOKEN=
`,
    '.gitignore': `node_modules
.env
`,
    'AGENTS.md': `- JavaScript modules on Node with grammY. Handlers are registered in \`src/bot.js\`; what needs no Telegram stands in modules of its own and has tests.
- The token comes from \`BOT_TOKEN\` in the environment, and stands in no file but \`.env\`.
`,
    'README.md': `# Telegram bot

A bot for Telegram with grammY. Needs Node 22 or later.

1. Ask [@BotFather](https://t.me/BotFather) for a bot, and write its token into a file \`.env\`, as in \`.env.example\`.
2. \`npm install\`
3. \`npm start\`

\`npm test\` runs the tests.
`,
    'package.json': `{
  "name": "telegram-bot",
  "private": true,
  "version": "0.0.0",
  "type": "module",
  "engines": { "node": ">=22" },
  "scripts": {
    "start": "node --env-file-if-exists=.env src/main.js",
    "test": "node --test"
  },
  "dependencies": {
    "grammy": "1.46.0"
  }
}
`,
    'src/answer.js': `export const HELP = 'Send me a text, and I count its words.'

/** What the bot answers to a text. */
export function answer(text) {
  const words = text.split(/\\s+/).filter(Boolean).length
  return words === 1 ? 'One word.' : words + ' words.'
}
`,
    'src/bot.js': `import { Bot } from 'grammy'
import { answer, HELP } from './answer.js'

/** The bot, which does nothing before it is started. */
export function createBot(token, config) {
  const bot = new Bot(token, config)
  bot.command(['start', 'help'], (ctx) => ctx.reply(HELP))
  bot.on('message:text', (ctx) => ctx.reply(answer(ctx.message.text)))
  bot.catch(({ error }) => console.error(error))
  return bot
}
`,
    'src/main.js': `import { env } from 'node:process'
import { createBot } from './bot.js'

const token = env.BOT_TOKEN
if (!token) {
  console.error('Set BOT_TOKEN to the token that @BotFather gives.')
  process.exit(1)
}
const bot = createBot(token)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => bot.stop())
await bot.start({ onStart: ({ username }) => console.log('Running as @' + username) })
`,
    'test/answer.test.js': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer } from '../src/answer.js'

test('words are counted', () => {
  assert.equal(answer('hello'), 'One word.')
  assert.equal(answer(' to be  or not '), '4 words.')
})
`,
  },
}
