import type { Template } from '../templates.ts'
import { STYLES } from './styles.ts'

export const react: Template = {
  id: 'react',
  name: 'React app',
  description: 'React, TypeScript and Vite.',
  files: {
    '.gitignore': `node_modules
dist
`,
    'AGENTS.md': `- React function components in TypeScript, built by Vite: one component to a file in \`src/\`, named exports, strict types.
- \`src/main.tsx\` mounts \`App\`; \`src/index.css\` holds the styles. Add no dependency without need, and pin its version in \`package.json\`.
`,
    'README.md': `# React app

React, TypeScript and Vite. Needs Node 22 or later.

    npm install
    npm run dev

\`npm run build\` checks the types and writes \`dist/\`.
`,
    'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>React app</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/src/main.tsx"></script>
  </body>
</html>
`,
    'package.json': `{
  "name": "react-app",
  "private": true,
  "version": "0.0.0",
  "type": "module",
  "scripts": {
    "dev": "vite",
    "build": "tsc --noEmit && vite build",
    "preview": "vite preview"
  },
  "dependencies": {
    "react": "19.3.1",
    "react-dom": "19.3.1"
  },
  "devDependencies": {
    "@types/react": "19.3.0",
    "@types/react-dom": "19.3.0",
    "@vitejs/plugin-react": "6.3.0",
    "typescript": "7.0.2",
    "vite": "8.3.8"
  }
}
`,
    'src/App.tsx': `import { Counter } from './Counter'

export function App() {
  return (
    <main>
      <h1>React app</h1>
      <Counter label="Clicked" />
    </main>
  )
}
`,
    'src/Counter.tsx': `import { useState } from 'react'

type CounterProps = { label: string }

export function Counter({ label }: CounterProps) {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {label}: {count}
    </button>
  )
}
`,
    'src/index.css': STYLES,
    'src/main.tsx': `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import './index.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
`,
    'src/vite-env.d.ts': `/// <reference types="vite/client" />
`,
    'tsconfig.json': `{
  "compilerOptions": {
    "target": "ES2023",
    "lib": ["ES2023", "DOM", "DOM.Iterable"],
    "module": "ESNext",
    "moduleResolution": "bundler",
    "jsx": "react-jsx",
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true
  },
  "include": ["src"]
}
`,
    'vite.config.ts': `import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [react()] })
`,
  },
}
