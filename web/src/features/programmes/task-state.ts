import type { BadgeState } from '@/common/StateBadge.vue'
import type { Task } from '@/api/types'

/** TASK_STATE of the norm's engine rules (programmes 0.2), in the words of the page. */
export function badgeOf(task: Pick<Task, 'state' | 'code'>): BadgeState {
  const states: BadgeState[] = ['upcoming', 'due', 'late', 'missed', 'done', 'cancelled', 'done']
  return states[task.state] ?? 'due'
}

export const isReferral = (task: Pick<Task, 'code'>): boolean => task.code.endsWith('REF2W')
