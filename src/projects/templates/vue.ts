import type { Template } from '../templates.ts'
import { STYLES } from './styles.ts'

export const vue: Template = {
  id: 'vue',
  name: 'Vue app',
  description: 'Vue and Vite.',
  files: {
    '.gitignore': `node_modules
dist
`,
    'AGENTS.md': `- Vue 3 single-file components with \`<script setup>\`, built by Vite: components in \`src/components/\`, styles in \`src/style.css\`.
- Add no dependency without need, and pin its version in \`package.json\`.
`,
    'README.md': `# Vue app

Vue and Vite. Needs Node 22 or later.

    npm install
    npm run dev

\`npm run build\` writes \`dist/\`.
`,
    'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Vue app</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <div id="app"></div>
    <script type="module" src="/src/main.js"></script>
  </body>
</html>
`,
    'package.json': `{
  "name": "vue-app",
  "private": true,
  "version": "0.0.0",
  "type": "module",
  "scripts": {
    "dev": "vite",
    "build": "vite build",
    "preview": "vite preview"
  },
  "dependencies": {
    "vue": "3.5.45"
  },
  "devDependencies": {
    "@vitejs/plugin-vue": "6.0.11",
    "vite": "8.3.8"
  }
}
`,
    'src/App.vue': `<script setup>
import CounterButton from './components/CounterButton.vue'
</script>

<template>
  <main>
    <h1>Vue app</h1>
    <CounterButton label="Clicked" />
  </main>
</template>
`,
    'src/components/CounterButton.vue': `<script setup>
import { ref } from 'vue'

defineProps({ label: { type: String, required: true } })
const count = ref(0)
</script>

<template>
  <button type="button" @click="count += 1">{{ label }}: {{ count }}</button>
</template>
`,
    'src/main.js': `import { createApp } from 'vue'
import App from './App.vue'
import './style.css'

createApp(App).mount('#app')
`,
    'src/style.css': STYLES,
    'vite.config.js': `import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [vue()] })
`,
  },
}
