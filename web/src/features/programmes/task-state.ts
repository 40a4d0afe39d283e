import type { BadgeState } from '@/common/StateBadge.vue'
import type { Task } from '@/api/types'
import { has, t } from '@/i18n'
import { taskTitle } from './pack-words'

/** TASK_STATE of the norm's engine rules (programmes 0.2), in the words of the page. */
export function badgeOf(task: Pick<Task, 'state' | 'code'>): BadgeState {
  const states: BadgeState[] = ['upcoming', 'due', 'late', 'missed', 'done', 'cancelled', 'done']
  return states[task.state] ?? 'due'
}

export const isReferral = (task: Pick<Task, 'code'>): boolean => task.code.endsWith('REF2W')
export const isExam = (task: Pick<Task, 'code'>): boolean => task.code.endsWith('-EX')
export const taskWords = (task: Pick<Task, 'code'>): string => (has(`task.${task.code}`) ? t(`task.${task.code}`) : taskTitle(task.code) || t('task.other'))
/** The personal basic form belongs to the archive itself and is filled in with the cover. */
export const isOfArchive = (task: Pick<Task, 'form'>): boolean => task.form === 'archive/personal-basic'
export const taskAddress = (task: Pick<Task, 'form' | 'resident_id'>): string => (isOfArchive(task) ? `/residents/${task.resident_id}/cover` : `/residents/${task.resident_id}/forms/${task.form}`)
