import { createServer, type AddressInfo } from 'node:net'
import { readHealth } from '../caller.ts'
import { check, fail, pass } from '../subject.ts'

export const portBinding = [
  check('each process answers HTTP by itself', ['urls'], async ({ urls }) => {
    const healths = await Promise.all(urls.map((url) => readHealth(url)))
    return pass(urls.map((url, index) => `${healths[index]?.runtime ?? ''} at ${new URL(url).host}`).join(', '))
  }),
  check('it binds the port that PORT names', ['launcher'], async ({ launcher }) => {
    const port = await findFreePort()
    const launched = await launcher.start('node', { PORT: String(port) })
    await readHealth(`http://127.0.0.1:${port}`)
    const { code } = await launched.stop()
    return code === 0
      ? pass(`PORT=${port} answers, with no web server in front`)
      : fail(`exit code ${code}`, 'See its log.')
  }),
  check('a port that is taken is an error that says so', ['launcher'], async ({ launcher }) => {
    const holder = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => {
      holder.once('listening', resolve)
    })
    const { port } = holder.address() as AddressInfo
    const { code, stdout } = await launcher.run('node.js', [], { PORT: String(port) })
    holder.close()
    const said = stdout.includes('cannot listen') && stdout.includes('EADDRINUSE')
    const evidence = `exit code ${code}, and ${said ? 'a line that names' : 'no line with'} the reason`
    return code === 1 && said
      ? pass(evidence)
      : fail(evidence, 'A process that cannot listen must log why and exit with 1.')
  }),
]

function findFreePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
