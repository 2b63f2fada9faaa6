/** The modules that Node and most other servers provide without a package. */
const NODE_BUILTINS = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events ' +
    'fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream ' +
    'string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib'
  ).split(' '),
)

/** Also for a part of one, as `fs/promises`. */
export function isNodeBuiltin(specifier: string): boolean {
  return NODE_BUILTINS.has(specifier.split('/', 1)[0] ?? '')
}
