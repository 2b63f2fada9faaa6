import { describe, expect, it } from 'vitest'
import { pruneInBatches } from '../../src/projects/prune.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { createProject, runPrompt } from '../support/client.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const base64 = (...bytes: (number | string)[]) =>
  Buffer.concat(bytes.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part])))).toString(
    'base64',
  )
const PNG = base64(0x89, 'PNG\r\n', 0x1a, '\n', 'rest')
const IMAGES: [string, string][] = [
  ['image/png', PNG],
  ['image/jpeg', base64(0xff, 0xd8, 0xff, 'rest of it all')],
  ['image/gif', base64('GIF89a and the rest')],
  ['image/webp', base64('RIFF', 1, 2, 3, 4, 'WEBPVP8 ')],
]

const { model, stack, client } = await startScriptedStack({ AI_MODELS: 'gpt-4o,blind' })

model.script((reply) => {
  reply.text('I see.')
  reply.end()
})

type Part = { type: string; text?: string; image_url?: { url: string } }
const ask = (id: string, attachments: unknown[], more: object = {}) =>
  client.call('POST', `/api/projects/${id}/runs`, { prompt: 'Look', kind: 'chat', attachments, ...more })

describe('attachments of a run', () => {
  it('are shown to the model: images beside the request, texts within it; the messages name them', async () => {
    const id = await createProject(client)
    const attachments = [
      ...IMAGES.map(([mediaType, image]) => ({ name: mediaType, image })),
      { name: 'notes.txt', text: 'Blue, please. 😀' },
    ]
    model.calls.length = 0
    const events = await runPrompt(client, id, { prompt: 'Look', kind: 'chat', attachments })
    expect(events.at(-1)?.event).toBe('run.succeeded')
    const content = (model.calls[0]?.messages[1]?.content ?? []) as unknown as Part[]
    expect(content[0]?.text).toContain('Attached, "notes.txt":\nBlue, please. 😀')
    expect(content.slice(1).map(({ image_url }) => image_url?.url)).toEqual(
      IMAGES.map(([mediaType, image]) => `data:${mediaType};base64,${image}`),
    )
    const { json } = await client.call('GET', `/api/projects/${id}/messages`)
    const { items } = json as { items: { attachments: object[] }[] }
    expect(items[1]?.attachments).toEqual([
      ...IMAGES.map(([media_type, image]) => ({
        name: media_type,
        media_type,
        size_bytes: Buffer.from(image, 'base64').length,
      })),
      { name: 'notes.txt', media_type: 'text/plain', size_bytes: Buffer.byteLength('Blue, please. 😀') },
    ])
  })

  it.each([
    ['an image that is none', [{ name: 'a.png', image: base64('<svg xmlns="…"></svg>') }]],
    ['an image that is no base64', [{ name: 'a.png', image: `${PNG}*` }]],
    ['no name', [{ name: ' ', image: PNG }]],
    ['both', [{ name: 'a', image: PNG, text: 'a' }]],
    ['a text with NUL', [{ name: 'a', text: 'a\0' }]],
    ['a text that is too long', [{ name: 'a', text: 'ж'.repeat(131_073) }]],
    ['too many', Array.from({ length: 9 }, () => ({ name: 'a', text: 'a' }))],
  ])('are refused: %s', async (_, attachments) => {
    expect((await ask(await createProject(client), attachments)).status).toBe(400)
  })

  it('that are images are refused for a model that takes none, past the API by the run itself', async () => {
    const id = await createProject(client)
    const refused = await ask(id, [{ name: 'a.png', image: PNG }], { model: 'blind' })
    expect([refused.status, refused.json]).toMatchObject([400, { error: { code: 'images_not_supported' } }])
    expect((await ask(id, [{ name: 'a.txt', text: 'a' }], { model: 'blind' })).status).toBe(201)
    await stack.idle()
  })

  it('are held to the same past the API', async () => {
    const mine = connectAsUser(stack.config, client.token)
    const p_project = await createProject(client)
    const create = async (attachment: { name: string; media_type: string; content: string }) => {
      const args = { p_project, p_kind: 'chat', p_prompt: 'Look', p_model: 'gpt-4o' }
      return (await mine.rpc('create_run', { ...args, p_options: { attachments: [attachment] } })).error?.message
    }
    expect(await create({ name: 'a', media_type: 'image/png', content: base64('GIF89a and the rest') })).toBe(
      'bad_request',
    )
    expect(await create({ name: 'a', media_type: 'text/html', content: 'a' })).toBe('bad_request')
    expect(await create({ name: ' ', media_type: 'text/plain', content: 'a' })).toBe('bad_request')
    expect(await create({ name: 'a', media_type: 'image/png', content: PNG })).toBeUndefined()
  })

  it('are charged to the project while they are kept, and go with the facts of the run', async () => {
    const id = await createProject(client)
    const service = connectAsService(stack.config)
    const used = async () =>
      rowsOf(await service.from('projects').select('used_bytes').eq('id', id).single()).used_bytes
    await runPrompt(client, id, { prompt: 'Look', kind: 'chat' })
    const before = await used()
    await runPrompt(client, id, {
      prompt: 'Look',
      kind: 'chat',
      attachments: [{ name: 'a', text: 'x'.repeat(50_000) }],
    })
    expect((await used()) - before).toBeGreaterThan(50_000)
    const past = new Date(Date.now() - 200 * 86_400_000).toISOString()
    const old = { finished_at: past } as never
    const [, run] = rowsOf(await service.from('runs').update(old).eq('project_id', id).select('id'))
    await pruneInBatches(stack.config)
    expect(
      rowsOf(
        await service
          .from('run_attachments')
          .select('run_id')
          .eq('run_id', run?.id ?? ''),
      ),
    ).toEqual([])
    expect((await used()) - before).toBeLessThan(10_000)
  })
})
