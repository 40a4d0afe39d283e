// Who is signed in and what the role may do. The cookie itself is out of reach of scripts.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { hooks, request } from '@/api/client'
import { ApiProblem } from '@/api/problem'
import type { Session } from '@/api/types'

export const useSession = defineStore('session', () => {
  const current = ref<Session | null>(null)
  const known = ref(false)
  /** The session ended under the user's hands: the page stays, a dialog asks for the password again. */
  const expired = ref(false)

  hooks.csrf = () => current.value?.csrf ?? ''
  hooks.unauthenticated = () => {
    if (current.value) expired.value = true
  }

  async function load(): Promise<void> {
    try {
      current.value = await request<Session>('GET', '/api/session')
    } catch (error) {
      if (error instanceof ApiProblem && error.unreachable) throw error
      current.value = null
    }
    known.value = true
  }

  async function signIn(name: string, password: string): Promise<Session> {
    const session = await request<Session>('POST', '/api/session', { body: { name, password } })
    current.value = session
    known.value = true
    expired.value = false
    return session
  }

  async function signOut(): Promise<void> {
    try {
      await request('DELETE', '/api/session')
    } finally {
      current.value = null
      expired.value = false
    }
  }

  const may = (op: string, resource: string): boolean => (current.value?.permissions[resource] ?? []).includes(op)
  const today = computed(() => current.value?.today ?? '')
  const roles = computed(() => current.value?.roles ?? [])
  const hasRole = (...names: string[]): boolean => names.some((name) => roles.value.includes(name))

  return { current, known, expired, today, roles, load, signIn, signOut, may, hasRole }
})
