import type { Template } from '../templates.ts'
import { STYLES } from './styles.ts'

export const browser: Template = {
  id: 'browser',
  name: 'Browser app',
  description: 'Plain HTML, CSS and JavaScript: opens from disk, no build step.',
  files: {
    'AGENTS.md': `- Plain HTML, CSS and classic scripts that work when \`index.html\` is opened from disk: no modules, no build step, no CDN.
- Accessible markup; colours and spacing as custom properties in \`styles.css\`.
`,
    'README.md': `# Browser app

Plain HTML, CSS and JavaScript. Open \`index.html\` in a browser.
`,
    'app.js': `'use strict'

const counter = document.getElementById('counter')
let clicks = 0

counter.addEventListener('click', () => {
  clicks += 1
  counter.textContent = 'Clicked ' + clicks + (clicks === 1 ? ' time' : ' times')
})
`,
    'icon.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3b5bdb" /></svg>
`,
    'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Browser app</title>
    <link rel="icon" href="icon.svg" />
    <link rel="stylesheet" href="styles.css" />
  </head>
  <body>
    <main>
      <h1>Browser app</h1>
      <p>Opens from disk: no build step, no network.</p>
      <button id="counter" type="button">Clicked 0 times</button>
    </main>
    <script src="app.js"></script>
  </body>
</html>
`,
    'styles.css': STYLES,
  },
}
