// Is the server within reach, and how much waits to be sent. A lost connection changes nothing but the badge.
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { get, hooks } from '@/api/client'
import type { Schemas } from '@/api/openapi.generated'
import { form_rows } from '@/core/form-rows'
import { answerFromDevice } from '@/offline/answers'
import { eraseAfterSending, obeyOrders, orderNow, sayCarried, touched } from '@/offline/device'
import { sendWaiting, waiting, type Waiting } from '@/offline/queue'
import { index_key, refreshSlice, type SliceIndex } from '@/offline/slice'
import { vault } from '@/offline/vault'
import { useSession } from './session'

const look_again_ms = 10_000
const slice_again_ms = 15 * 60_000
const touch_again_ms = 3_600_000
const orders_again_ms = 5 * 60_000
/** Those who go to people's houses. */
const carrying_roles = ['village_doctor', 'township_doctor', 'nurse']

export const useConnection = defineStore('connection', () => {
  const online = ref(true)
  const acts = ref<Waiting[]>([])
  /** Acts that the server did not take and that a person has to look at. */
  const reviews = ref<Schemas['OfflineReview'][]>([])
  /** How many people the device carries, and since when; null: none. */
  const carried = ref<{ people: number; fetched_ms: number; left_out: SliceIndex['left_out'] } | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let touched_ms = 0
  let carrying: Promise<void> | null = null

  async function refresh(): Promise<void> {
    const user = useSession().current?.user.id
    acts.value = user ? await waiting(user) : []
  }

  async function flush(): Promise<void> {
    const user = useSession().current?.user.id
    if (!user || !online.value) return
    await sendWaiting(user)
    await refresh()
    await lookForReviews()
    if (orderNow() === 'send-first') await eraseAfterSending(useSession().current!)
    else await carry()
  }

  async function lookForReviews(): Promise<void> {
    const session = useSession()
    if (!form_rows.some((row) => session.may('C', row)) && !session.may('U', 'person_demographics')) return
    const all = await get<{ items: Schemas['OfflineReview'][] }>('/api/offline-reviews').catch(() => null)
    if (all) reviews.value = all.items.filter((one) => one.state === 'open')
  }

  /** Reached again: first of all, is this device to be erased? */
  async function contact(): Promise<void> {
    const user = useSession().current?.user.id ?? null
    if (await obeyOrders(user).catch(() => false)) return
    await flush()
  }
  setInterval(() => void (online.value && useSession().current && contact()), orders_again_ms)

  /** Fetches what changed among the people of this doctor; a failure leaves what is there. */
  async function carry(): Promise<void> {
    const session = useSession()
    if (!session.hasRole(...carrying_roles) || !session.may('C', 'chronic_followup')) return
    const recent = carried.value && Date.now() - carried.value.fetched_ms < slice_again_ms
    if (!recent && online.value) await (carrying ??= refreshSlice().catch(() => undefined).finally(() => (carrying = null)))
    const index = await (await vault()).get<SliceIndex>(index_key)
    carried.value = index ? { people: index.people.length, fetched_ms: index.fetched_ms, left_out: index.left_out ?? { count: 0, people: [] } } : null
    if (index && online.value) await sayCarried(session.current!, index.people.length).catch(() => undefined)
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
    const session = useSession()
    if (is_online && session.current && Date.now() - touched_ms > touch_again_ms) {
      touched_ms = Date.now()
      void touched(session.current)
    }
    if (!is_online) schedule()
    else if (!was) void contact()
  }

  hooks.reached = reached
  hooks.offline = () => !online.value
  hooks.kept = (asked) => {
    const session = useSession()
    if (!session.current) return Promise.resolve(undefined)
    const unsent = acts.value.flatMap((act) => {
      const resident = /^\/api\/residents\/([^/]+)\/records$/.exec(act.path)?.[1]
      return resident ? [{ resident: decodeURIComponent(resident), form: String((act.body as { form?: unknown }).form ?? '') }] : []
    })
    return answerFromDevice(asked, session.today, unsent)
  }
  // Signed in again over an open page: what the ended session could not send goes now.
  watch(
    () => useSession().expired,
    (ended, before) => {
      if (before && !ended) void flush()
    },
  )
  window.addEventListener('online', () => void lookAgain())
  window.addEventListener('offline', () => reached(false))

  return { online, acts, reviews, carried, lookForReviews, carry, refresh, flush, reached }
})
