// Who is signed in and what the role may do. The cookie itself is out of reach of scripts.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { hooks, request, type StepUpKind } from '@/api/client'
import { ApiProblem } from '@/api/problem'
import type { Session } from '@/api/types'
import { erasedHere, ordersAsked, shut, unlock, unlockOffline } from '@/offline/device'

/** The civil day of this device's clock, UTC+08:00; the server's day holds wherever there is one. */
const deviceDay = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

export const useSession = defineStore('session', () => {
  const current = ref<Session | null>(null)
  const known = ref(false)
  /** A step that waits for a fresh second factor: the dialog answers with true once it was shown. */
  const stepUp = shallowRef<{ kind: StepUpKind; answer: (shown: boolean) => void } | null>(null)
  /** The same of the password, before a form is signed. */
  const signature = ref<((shown: boolean) => void) | null>(null)
  /** The session ended under the user's hands: the page stays, a dialog asks for the password again. */
  const expired = ref(false)
  /** Opened by the device itself; the server has not been asked yet. */
  const offline = ref(false)

  hooks.csrf = () => current.value?.csrf ?? ''
  hooks.unauthenticated = () => {
    if (current.value) expired.value = true
  }

  let asking: Promise<boolean> | null = null
  // Two forms sent at once ask once.
  hooks.signature = () =>
    (asking ??= new Promise<boolean>((answer) => (signature.value = answer)).finally(() => {
      asking = null
    }))
  hooks.stepUp = (kind) => new Promise<boolean>((answer) => (stepUp.value = { kind, answer }))

  async function load(): Promise<void> {
    try {
      // Before anything is opened: an erased device is signed out, whatever the server still answered.
      const [found] = await Promise.all([request<Session>('GET', '/api/session'), ordersAsked()])
      const erased = erasedHere.value.some((one) => one.user === found.user.name.toLowerCase())
      current.value = erased ? null : found
      offline.value = false
      if (!erased) unlock(found, null)
    } catch (error) {
      if (error instanceof ApiProblem && error.unreachable) throw error
      current.value = null
    }
    known.value = true
  }

  async function signIn(name: string, password: string, code = ''): Promise<Session> {
    let session: Session
    try {
      session = await request<Session>('POST', '/api/session', { body: { name, password, ...(code ? { code } : {}) } })
      offline.value = false
      current.value = session // its CSRF token is asked for at once
      unlock(session, password)
    } catch (error) {
      if (!(error instanceof ApiProblem) || !error.unreachable) throw error
      session = await signInOffline(name, password, error)
    }
    current.value = session
    known.value = true
    expired.value = false
    return session
  }

  async function signInOffline(name: string, password: string, unreachable: ApiProblem): Promise<Session> {
    const { session, known } = await unlockOffline(name, password)
    if (!session) throw known ? new ApiProblem(-1, 'device-password') : new ApiProblem(-1, 'device-unknown', unreachable.code)
    offline.value = true
    return session
  }

  async function signOut(): Promise<void> {
    try {
      await request('DELETE', '/api/session')
    } finally {
      current.value = null
      expired.value = false
      offline.value = false
      await shut()
    }
  }

  const may = (op: string, resource: string): boolean => (current.value?.permissions[resource] ?? []).includes(op)
  const today = computed(() => (offline.value && current.value && deviceDay() > current.value.today ? deviceDay() : (current.value?.today ?? '')))
  const roles = computed(() => current.value?.roles ?? [])
  const hasRole = (...names: string[]): boolean => names.some((name) => roles.value.includes(name))

  return { current, known, expired, offline, stepUp, signature, today, roles, load, signIn, signOut, may, hasRole }
})
