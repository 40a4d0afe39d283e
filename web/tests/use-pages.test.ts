import { expect, test } from 'vitest'
import { usePages } from '@/common/use-pages'

interface Asked {
  cursor: string | undefined
  answer: (items: string[], next: string | null) => void
  refuse: () => void
}

function list() {
  const asked: Asked[] = []
  const pages = usePages<string>(
    (cursor) => new Promise((resolve, reject) => asked.push({ cursor, answer: (items, next) => resolve({ items, next }), refuse: () => reject(new Error('away')) })),
  )
  return { pages, asked }
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

test('pages follow one another until there are no more', async () => {
  const { pages, asked } = list()
  void pages.load(true)
  expect(pages.known.value).toBe(false)
  asked[0]!.answer(['a', 'b'], 'after-b')
  await settled()
  expect([pages.rows.value, pages.more.value, pages.known.value]).toEqual([['a', 'b'], true, true])
  void pages.loadMore()
  expect(asked[1]!.cursor).toBe('after-b')
  asked[1]!.answer(['c'], null)
  await settled()
  expect([pages.rows.value, pages.more.value, pages.busy.value]).toEqual([['a', 'b', 'c'], false, false])
  await pages.loadMore()
  expect(asked.length).toBe(2)
})

test('the late answer to an earlier question is not shown', async () => {
  const { pages, asked } = list()
  void pages.load(true)
  void pages.load(true)
  asked[1]!.answer(['new'], null)
  await settled()
  asked[0]!.answer(['old'], 'x')
  await settled()
  expect([pages.rows.value, pages.more.value]).toEqual([['new'], false])
})

test('a refusal is shown, and the next try takes it away', async () => {
  const { pages, asked } = list()
  void pages.load(true)
  asked[0]!.refuse()
  await settled()
  expect(pages.error.value).toBeInstanceOf(Error)
  void pages.load()
  expect(pages.error.value).toBeNull()
  asked[1]!.answer([], null)
  await settled()
  expect(pages.known.value).toBe(true)
})
