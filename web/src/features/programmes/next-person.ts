// After signing, the next person of today's list is one tap away. The list as last seen lives in the session's memory only.
import type { TodayItem } from '@/api/types'
import { isOfArchive, taskAddress } from './task-state'

let list: TodayItem[] = []

export const rememberList = (items: TodayItem[]): void => void (list = items)
export const formAddress = (item: TodayItem): string => taskAddress(item.task)

export async function nextPerson(done: string): Promise<string | null> {
  const at = list.findIndex((item) => item.task.resident_id === done)
  list = list.filter((item) => item.task.resident_id !== done)
  const next = list[Math.max(at, 0)] ?? list[0]
  return next && next.task.form.includes('/') && !isOfArchive(next.task) && next.urgency !== 'referral' ? formAddress(next) : null
}
