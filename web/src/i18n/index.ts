import { createI18n } from 'vue-i18n'
import type { Messages } from './messages'
import zh from './zh'

export type Locale = 'zh' | 'en'
const store_key = 'jiwei.locale'

function remembered(): Locale {
  try {
    return localStorage.getItem(store_key) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh } as Record<string, Messages>,
  missingWarn: import.meta.env.DEV,
  fallbackWarn: import.meta.env.DEV,
})

/** English is fetched when first asked for; nearly everyone reads Chinese. */
export async function setLocale(locale: Locale): Promise<void> {
  const { global } = i18n
  if (locale === 'en' && !global.availableLocales.includes('en')) global.setLocaleMessage('en', (await import('./en')).default)
  global.locale.value = locale
  document.documentElement.lang = locale === 'en' ? 'en' : 'zh-CN'
  try {
    localStorage.setItem(store_key, locale)
  } catch {
    // private mode: the choice lasts as long as the page
  }
}

export const startLocale = (): Promise<void> => setLocale(remembered())
export const currentLocale = (): Locale => i18n.global.locale.value as Locale
/** Translator for code outside components. */
export const t = (key: string, values: Record<string, unknown> = {}): string => i18n.global.t(key, values)
export const has = (key: string): boolean => i18n.global.te(key, 'zh')

/** Packs carry both languages side by side. */
export const pick = (words: { zh?: string; en?: string } | string | null | undefined): string => {
  if (!words) return ''
  if (typeof words === 'string') return words
  return (currentLocale() === 'en' ? words.en : words.zh) || words.zh || words.en || ''
}
