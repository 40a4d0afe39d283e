// Search words in the address, so that it can be shared and survives reload. They stand behind the `#`, which browsers never
// send: names do not reach a server's or a proxy's log. Words that look like an ID number or a phone (six digits or more) stay
// out of the address altogether.
import type { LocationQuery, RouteLocationNormalizedLoaded, Router } from 'vue-router'

const kept = 'jiwei.search'
const hidden = '#*'

export const isPrivate = (words: string): boolean => /[\dxX]{6,}/.test(words.replace(/[\s-]/g, '')) && /\d{6,}/.test(words.replace(/[\s-]/g, ''))

export function hashOf(words: string): string {
  if (!words) return ''
  if (!isPrivate(words)) return `#${encodeURIComponent(words)}`
  sessionStorage.setItem(kept, words)
  return hidden
}

/** `turn` makes the address differ when other private words follow private words. */
export async function goSearch(router: Router, words: string, query: LocationQuery = {}): Promise<void> {
  const hash = hashOf(words)
  await router.push({ path: '/residents', query: hash === hidden ? { ...query, turn: String(Date.now() % 100_000) } : query, hash })
}

export function wordsOf(route: Pick<RouteLocationNormalizedLoaded, 'hash'>): string {
  if (route.hash === hidden) return sessionStorage.getItem(kept) ?? ''
  try {
    return decodeURIComponent(route.hash.slice(1))
  } catch {
    return route.hash.slice(1)
  }
}
