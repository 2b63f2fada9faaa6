// This part has no types of its own. The whole package would start up slower.
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici'
}
