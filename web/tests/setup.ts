// What jsdom lacks.
import { beforeEach } from 'vitest'
import { memoryVault, useVault } from '@/offline/vault'

Element.prototype.scrollIntoView = () => {}
globalThis.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, '\\$&') } as typeof CSS
beforeEach(() => {
  useVault(memoryVault())
  localStorage.clear()
  sessionStorage.clear()
})
