// Is the server within reach, and how much waits to be sent. A lost connection changes nothing but the badge.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { hooks } from '@/api/client'
import { sendWaiting, waiting, type Waiting } from '@/offline/queue'
import { useSession } from './session'

const look_again_ms = 10_000

export const useConnection = defineStore('connection', () => {
  const online = ref(true)
  const acts = ref<Waiting[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined

  async function refresh(): Promise<void> {
    const user = useSession().current?.user.id
    acts.value = user ? await waiting(user) : []
  }

  async function flush(): Promise<void> {
    const user = useSession().current?.user.id
    if (!user || !online.value) return
    await sendWaiting(user)
    await refresh()
  }

  async function lookAgain(): Promise<void> {
    try {
      await fetch('/healthz', { cache: 'no-store' })
      reached(true)
    } catch {
      schedule()
    }
  }

  function schedule(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void lookAgain(), look_again_ms)
  }

  function reached(is_online: boolean): void {
    const was = online.value
    online.value = is_online
    if (!is_online) schedule()
    else if (!was) void flush()
  }

  hooks.reached = reached
  window.addEventListener('online', () => void lookAgain())
  window.addEventListener('offline', () => reached(false))

  return { online, acts, refresh, flush, reached }
})
