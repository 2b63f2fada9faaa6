// What a call to a backing service is called in a trace, by the semantic conventions of OpenTelemetry for databases and HTTP.
// Queries, bodies and ids stay out.

type Described = { name: string; kind: 'client'; attributes: Record<string, string | number> }

/** A command that takes longer is kept in traces that are not sampled, too. */
const SLOW_COMMAND_MS = 1000

/** By the verb of the data API: https://docs.postgrest.org/en/stable/references/api/tables_views.html */
const OPERATIONS: Record<string, string> = {
  GET: 'SELECT',
  HEAD: 'SELECT',
  POST: 'INSERT',
  PUT: 'UPSERT',
  PATCH: 'UPDATE',
  DELETE: 'DELETE',
}

export function describeCall(
  service: 'data' | 'accounts',
  input: Parameters<typeof fetch>[0],
  method: string = 'GET',
): Described {
  const { hostname, port, protocol, pathname } = new URL(input instanceof Request ? input.url : input)
  const [, base = '', target = ''] = /\/((?:rest|auth)\/v1\/(?:rpc\/)?)(\w*)/.exec(pathname) ?? []
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    'url.template': `/${base}${target}`,
  }
  if (service === 'accounts') return { name: `${method} ${target}`, kind: 'client', attributes }
  const isFunction = base.endsWith('rpc/')
  const operation = isFunction ? 'CALL' : (OPERATIONS[method] ?? method)
  const object = isFunction ? 'db.stored_procedure.name' : 'db.collection.name'
  return {
    name: `${operation} ${target}`,
    kind: 'client',
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': operation, [object]: target, ...attributes },
  }
}

/** A command of Redis. */
export function describeCommand(command: string): Described & { slowMs: number } {
  const attributes = { 'db.system.name': 'redis', 'db.operation.name': command }
  return { name: command, kind: 'client', attributes, slowMs: SLOW_COMMAND_MS }
}
