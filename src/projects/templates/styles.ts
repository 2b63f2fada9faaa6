/** What the starters that a browser shows look like. */
export const STYLES = `:root {
  color-scheme: light dark;
  --accent: #3b5bdb;
  font-family: system-ui, sans-serif;
  line-height: 1.5;
}

body {
  margin: 0;
}

main {
  max-width: 40rem;
  margin: 0 auto;
  padding: 2rem 1rem;
}

button {
  padding: 0.6rem 1.2rem;
  border: 0;
  border-radius: 0.5rem;
  background: var(--accent);
  color: #fff;
  font: inherit;
  cursor: pointer;
}
`
