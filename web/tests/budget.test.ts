// The first screen: at most 300 KB over the wire. Counted on the built page: what sign-in and today need, all of it compressed.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const first_screen_bytes_max = 300 * 1024
const dist = join(__dirname, '../dist')
const built = existsSync(join(dist, '.vite/manifest.json'))

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
  name?: string
}

describe.skipIf(!built && !process.env.CI)('the built page', () => {
  const manifest = built ? (JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>) : {}
  const size = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 6 }).length

  /** A page whose parts others share stands in the manifest under its chunk's name. */
  const keyOf = (entry: string): string => {
    const name = /([^/]+)\.vue$/.exec(entry)?.[1]
    return entry in manifest ? entry : (Object.keys(manifest).find((key) => name !== undefined && manifest[key]!.name === name) ?? '')
  }

  function files(entries: string[]): Set<string> {
    const seen = new Set<string>()
    const out = new Set<string>()
    const walk = (name: string): void => {
      const chunk = manifest[name]
      if (!chunk || seen.has(name)) return
      seen.add(name)
      out.add(chunk.file)
      for (const css of chunk.css ?? []) out.add(css)
      for (const next of chunk.imports ?? []) walk(next)
    }
    entries.map(keyOf).forEach(walk)
    return out
  }

  it.each([
    ['sign-in', ['index.html', 'src/features/access/SignInPage.vue']],
    ['today', ['index.html', 'src/features/programmes/TodayPage.vue']],
    ['today of a county', ['index.html', 'src/features/programmes/TodayPage.vue', 'src/features/indicators/CountyToday.vue']],
  ])('%s comes with at most 300 KB', (_, entries) => {
    for (const entry of entries) expect(keyOf(entry), `the manifest names ${entry}`).not.toBe('')
    const bytes = [...files(entries)].reduce((sum, file) => sum + size(file), size('index.html'))
    expect(bytes).toBeLessThanOrEqual(first_screen_bytes_max)
  })

  it('keeps the charts out of the first screen', () => {
    const first = files(['index.html', 'src/features/access/SignInPage.vue', 'src/features/programmes/TodayPage.vue'])
    expect([...first].filter((file) => /chart/i.test(file))).toEqual([])
    expect(Object.keys(manifest).some((name) => name.endsWith('common/chart.ts'))).toBe(true)
  })
})
