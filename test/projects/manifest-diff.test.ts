import { describe, expect, it } from 'vitest'
import { diffManifests } from '../../src/projects/manifest-diff.ts'

const manifest = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([path, hash]) => [path, { hash, size_bytes: 1 }]))

describe('diffManifests', () => {
  it('sorts the paths into added, removed, changed and renamed', () => {
    const from = manifest({ same: '1', changed: '2', z: '3', a: '4', old: '5' })
    const to = manifest({ same: '1', changed: '9', fresh: '5', b: '7', constructor: '8' })
    expect(diffManifests(from, to)).toEqual({
      added: ['b', 'constructor'],
      removed: ['a', 'z'],
      changed: ['changed'],
      renamed: [{ from: 'old', to: 'fresh' }],
    })
  })

  it('pairs every moved file once when several have the same content', () => {
    const diff = diffManifests(manifest({ a: '1', b: '1' }), manifest({ x: '1', y: '1', z: '1' }))
    expect(diff).toEqual({
      added: ['z'],
      removed: [],
      changed: [],
      renamed: [
        { from: 'a', to: 'x' },
        { from: 'b', to: 'y' },
      ],
    })
  })

  it('finds nothing between equal manifests', () => {
    const same = manifest({ a: '1', b: '2' })
    expect(diffManifests(same, same)).toEqual({ added: [], removed: [], changed: [], renamed: [] })
  })
})
