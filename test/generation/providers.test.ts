import { describe, expect, inject, it } from 'vitest'
import { clientOf, createProject, runPrompt, type StreamEvent } from '../support/client.ts'
import type { Script } from '../support/scripted-model.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'
import { makeStack } from '../support/stack.ts'
import { startSwitch } from '../support/switch.ts'

const PLAN = '<plan title="Two files">\nA page.\n- index.html: page\n- app.js: behaviour\n</plan>\n'
const PAGE = '<file path="index.html">\n<!doctype html>\n<title>Page</title>\n<script src="app.js"></script>\n</file>\n'
const CODE = '<file path="app.js">\nconst answer = 42\nconsole.log(answer)\n</file>\n'

const overrides = {
  AI_MODELS: 'm,other',
  AI_FIRST_TOKEN_TIMEOUT_MS: '300',
  AI_IDLE_TIMEOUT_MS: '300',
  RUN_WAIT_MAX_SECONDS: '0',
}
const { model, stack, client } = await startScriptedStack(overrides)

/** Plans as usual, and leaves the write calls to the script. */
function writing(script: Script): Script {
  return (reply, call) => {
    if (call.task !== 'plan') return script(reply, call)
    reply.text(PLAN)
    return reply.end()
  }
}

async function run(
  script: Script,
): Promise<{ projectId: string; events: StreamEvent[]; end: StreamEvent | undefined }> {
  model.script(script)
  const projectId = await createProject(client)
  const events = await runPrompt(client, projectId, { prompt: 'Two files' })
  return { projectId, events, end: events.at(-1) }
}

async function filesOf(projectId: string): Promise<string[]> {
  const { json } = await client.call('GET', `/api/projects/${projectId}/files`)
  return (json as { files: { path: string }[] }).files.map(({ path }) => path)
}

describe('an honest end', () => {
  it('succeeds with usage when every file came whole', async () => {
    const { end, projectId } = await run(
      writing((reply) => {
        reply.text(PAGE + CODE)
        reply.end()
      }),
    )
    expect(end).toMatchObject({
      event: 'run.succeeded',
      data: { status: 'succeeded', version: 1, failed_files: [], usage: { prompt_tokens: 20, completion_tokens: 40 } },
    })
    expect(await filesOf(projectId)).toEqual(['app.js', 'index.html'])
  })

  it.each<[string, string, Script]>([
    ['refuses the key', 'provider_denied', ({ raw }) => void raw.writeHead(401).end('{"error":{"message":"no"}}')],
    ['is over capacity', 'provider_rate_limited', ({ raw }) => void raw.writeHead(429).end('{}')],
    ['breaks down', 'provider_unavailable', ({ raw }) => void raw.writeHead(500).end('oops')],
    ['hangs up at once', 'provider_unavailable', ({ raw }) => void raw.destroy()],
    ['never answers', 'provider_timeout', () => undefined],
    ['falls silent', 'provider_timeout', (reply) => reply.text('Let me see')],
    [
      'cuts the stream',
      'provider_cut',
      (reply) => {
        reply.text('Let me')
        // Gives the text the time to arrive: a connection that breaks at once takes it along.
        setTimeout(() => reply.raw.destroy(), 50)
      },
    ],
    [
      'ends without an end',
      'provider_cut',
      (reply) => {
        reply.text('Let me')
        reply.raw.end()
      },
    ],
    [
      'talks HTML',
      'provider_invalid',
      ({ raw }) => void raw.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Hi</h1>'),
    ],
    [
      'sends broken JSON',
      'provider_invalid',
      ({ raw }) => void raw.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('data: {"choices": [\n\n'),
    ],
    [
      'sends JSON of another shape',
      'provider_invalid',
      ({ raw }) =>
        void raw
          .writeHead(200, { 'Content-Type': 'text/event-stream' })
          .end('data: {"choices": 7}\n\ndata: null\n\ndata: [1]\n\ndata: [DONE]\n\n'),
    ],
    [
      'plans nothing',
      'provider_invalid',
      (reply) => {
        reply.text('No idea.')
        reply.end()
      },
    ],
    [
      'plans outside the project',
      'provider_invalid',
      (reply) => {
        reply.text('<plan title="x">\n- ../../etc/passwd: x\n</plan>\n')
        reply.end()
      },
    ],
  ])('fails with a code when the provider %s', async (_, code, script) => {
    const { end, projectId } = await run(script)
    expect(end).toMatchObject({ event: 'run.failed', data: { status: 'failed', error: { code } } })
    expect(await filesOf(projectId)).toEqual([])
  })

  it('keeps the finished files when the stream is cut, and names the others', async () => {
    const { end, projectId } = await run(
      writing((reply) => {
        reply.text(`${PAGE}<file path="app.js">\nconst answer = `)
        reply.raw.write('', () => setTimeout(() => reply.raw.destroy(), 50))
      }),
    )
    expect(end).toMatchObject({
      event: 'run.partial',
      data: {
        error: { code: 'provider_cut' },
        failed_files: expect.arrayContaining([expect.objectContaining({ path: 'app.js', code: 'cut' })]),
      },
    })
    expect(await filesOf(projectId)).toEqual(['index.html'])
  })

  it('does not take the time that a service of ours costs for a silence of the provider', async () => {
    const redis = await startSwitch(inject('environment')['UPSTASH_REDIS_REST_URL'] ?? '')
    const slow = makeStack({ ...model.environment, ...overrides, UPSTASH_REDIS_REST_URL: redis.url })
    model.script(
      writing(async (reply) => {
        await redis.stop('hangs')
        reply.text(PAGE)
        reply.text(CODE)
        reply.end()
      }),
    )
    const caller = clientOf(slow.app, client.token, client.userId)
    const events = await runPrompt(caller, await createProject(caller), { prompt: 'Two files' })
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded' })
    await redis.close()
    await slow.idle()
  })

  it('asks once more for a file that was left out, then says that it is missing', async () => {
    model.calls.length = 0
    const { end } = await run(
      writing((reply) => {
        reply.text(CODE)
        reply.end()
      }),
    )
    expect(model.calls.map(({ task }) => task)).toEqual(['plan', 'write', 'write'])
    expect(end).toMatchObject({
      event: 'run.partial',
      data: { failed_files: [{ path: 'index.html', code: 'not_written' }] },
    })
  })

  it('does not call a project a success when a file does not parse', async () => {
    const { end, events } = await run(
      writing((reply) => {
        reply.text(`${PAGE}<file path="app.js">\nconst answer = ;\n</file>\n`)
        reply.end()
      }),
    )
    expect(events.find(({ event }) => event === 'check.completed')?.data).toMatchObject({
      problems: [expect.objectContaining({ path: 'app.js' })],
    })
    expect(end).toMatchObject({ event: 'run.partial', data: { failed_files: [{ path: 'app.js' }] } })
  })

  it('refuses paths that lead out of the project and keeps the rest', async () => {
    const { end, projectId } = await run(
      writing((reply) => {
        reply.text(`${PAGE}${CODE}<file path="../../evil.sh">\nrm\n</file>\n`)
        reply.end()
      }),
    )
    expect(end).toMatchObject({
      event: 'run.partial',
      data: { failed_files: [{ path: '../../evil.sh', code: 'bad_path' }] },
    })
    expect(await filesOf(projectId)).toEqual(['app.js', 'index.html'])
  })
})

describe('stopping', () => {
  it('closes the call upstream when the run is canceled, and ends it as canceled', async () => {
    let upstreamClosed: Promise<void> | undefined
    model.script((reply, call) => {
      upstreamClosed = call.closed
      const timer = setInterval(() => reply.text('and on '), 50)
      void call.closed.then(() => clearInterval(timer))
    })
    const projectId = await createProject(client)
    const { json } = await client.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'Never ends' })
    const { id } = json as { id: string }
    await expect.poll(() => upstreamClosed !== undefined).toBe(true)
    const canceled = await client.call('POST', `/api/runs/${id}/cancel`)
    expect(canceled.status).toBe(202)
    await upstreamClosed
    await stack.idle()
    const ended = await client.call('GET', `/api/runs/${id}`)
    expect(ended.json).toMatchObject({ status: 'canceled', version: null })
  })
})

describe('an edit', () => {
  it('changes, renames and deletes files of the head', async () => {
    const { projectId } = await run(
      writing((reply) => {
        reply.text(PAGE + CODE)
        reply.end()
      }),
    )
    model.script((reply) => {
      reply.text(
        [
          'Done.',
          '<edit path="app.js">',
          '<<<<<<< SEARCH',
          'const answer = 42',
          '=======',
          'const answer = 43',
          '>>>>>>> REPLACE',
          '</edit>',
          '<rename from="app.js" to="js/app.js"/>',
          '<file path="index.html">',
          '<!doctype html>',
          '<title>Page</title>',
          '<script src="js/app.js"></script>',
          '</file>',
          '',
        ].join('\n'),
      )
      reply.end()
    })
    const events = await runPrompt(client, projectId, { prompt: 'Make it 43' })
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded', data: { version: 2 } })
    expect(await filesOf(projectId)).toEqual(['index.html', 'js/app.js'])
    const { text } = await client.call('GET', `/api/projects/${projectId}/files/js/app.js`)
    expect(text).toBe('const answer = 43\nconsole.log(answer)\n')
  })

  it('never guesses where an edit belongs', async () => {
    const { projectId } = await run(
      writing((reply) => {
        reply.text(PAGE + CODE)
        reply.end()
      }),
    )
    model.script((reply) => {
      reply.text('<edit path="app.js">\n<<<<<<< SEARCH\nnot there\n=======\nx\n>>>>>>> REPLACE\n</edit>\n')
      reply.end()
    })
    const events = await runPrompt(client, projectId, { prompt: 'Change it' })
    expect(events.at(-1)).toMatchObject({
      event: 'run.failed',
      data: { error: { code: 'no_file_succeeded' }, failed_files: [{ path: 'app.js', code: 'edit_not_applied' }] },
    })
  })
})

describe('text that cannot be stored', () => {
  it.each<[string, Script]>([
    [
      'NUL in prose',
      (reply) => {
        reply.text(`Hello \u0000 world\n${PAGE}${CODE}`)
        reply.end()
      },
    ],
    [
      'NUL in a path',
      (reply) => {
        reply.text(`<file path="a\u0000.js">\nx\n</file>\n${PAGE}${CODE}`)
        reply.end()
      },
    ],
  ])('does not keep a run from its end: %s', async (_, script) => {
    const { end } = await run(writing(script))
    expect(['run.succeeded', 'run.partial']).toContain(end?.event)
    expect(end?.data['version']).toBe(1)
  })

  it('does not keep an edit from its end when its prompt is cut within a character', async () => {
    const { projectId } = await run(
      writing((reply) => {
        reply.text(PAGE + CODE)
        reply.end()
      }),
    )
    model.script((reply) => {
      reply.text('<file path="new.txt">\nx\n</file>\n')
      reply.end()
    })
    const events = await runPrompt(client, projectId, { prompt: `${'x'.repeat(199)}😀 more` })
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded', data: { version: 2 } })
  })
})
