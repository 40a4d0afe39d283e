// Household, cards and hand-over of a resident.
import { get, post } from '@/api/client'
import type { Page } from '@/api/types'

export interface HouseholdMember {
  resident_id: string
  name: string
  sex: string
  age: number
  relation: string
  from: string
  in_reach: boolean
}
export interface Household {
  id: string
  no: string
  kind: string
  address: string
  version: number
  members: HouseholdMember[]
}
export interface Card {
  id: string
  type: string
  last4: string
  area: string
  issued_on: string
  expires_on: string
  state: string
  state_on: string
}
export interface Transfer {
  id: string
  state: string
  resident: { id: string; name: string }
  from: { id: string; name: string }
  to: { id: string; name: string }
  note: string
  offered_by: string
  offered_on: string
  expires_on: string
  decided_by: string
  decided_on: string
  reason: string
}

export interface TransferPlace {
  id: string
  name: string
  township: string
}

const of = (id: string): string => `/api/residents/${encodeURIComponent(id)}`
const transfer = (id: string): string => `/api/transfers/${encodeURIComponent(id)}`

export const householdOf = (id: string): Promise<{ household: Household | null }> => get(`${of(id)}/household`)
export const openHousehold = (id: string, head: string, kind: string): Promise<unknown> => post('/api/households', { id, head_id: head, kind, address: '' })
export const joinHousehold = (household: string, resident: string, relation: string): Promise<unknown> =>
  post(`/api/households/${encodeURIComponent(household)}/members`, { resident_id: resident, relation })
export const cardsOf = (id: string): Promise<Page<Card>> => get(`${of(id)}/cards`)
export const bindCard = (id: string, card: { id: string; type: string; number: string; expires_on: string }): Promise<unknown> => post(`${of(id)}/cards`, card)
export const setCardState = (id: string, card: string, state: string): Promise<unknown> => post(`${of(id)}/cards/${encodeURIComponent(card)}/state`, { state })
export const transfers = (direction: 'in' | 'out', state: string, cursor?: string): Promise<Page<Transfer>> => get('/api/transfers', { direction, state, cursor })
/** Village and address are those of the new home; left out, the receiver sets them. */
export const offerTransfer = (id: string, resident: string, to: string, more: { village_code: string; address: string; note: string }): Promise<Transfer> =>
  post(`${of(resident)}/transfers`, { id, to_institution: to, ...more })
export const decideTransfer = (id: string, what: 'acceptance' | 'refusal' | 'withdrawal', reason: string): Promise<Transfer> => post(`${transfer(id)}/${what}`, { reason })
export const transferPlaces = (): Promise<{ items: TransferPlace[] }> => get('/api/transfer-places')
