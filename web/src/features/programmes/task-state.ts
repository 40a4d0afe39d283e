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
/** The result is entered on the file's tab; where nobody is enrolled yet it is a form of its own. */
export const hasResultEntry = (task: Pick<Task, 'code' | 'enrolment_id'>): boolean => isReferral(task) && task.enrolment_id !== ''
export const isExam = (task: Pick<Task, 'code'>): boolean => task.code.endsWith('-EX')
/** What the button beside a task says. */
export function actionWords(task: Pick<Task, 'code' | 'enrolment_id' | 'form'>): string {
  if (isOfArchive(task)) return t('today.basic_form')
  if (isReferral(task)) return t('today.enter_result')
  if (isExam(task)) return t('today.exam')
  if (task.enrolment_id) return t('today.follow_up')
  return task.form.endsWith('/screening') ? t('today.measure') : t('today.fill')
}
export const taskWords = (task: Pick<Task, 'code'>): string => (has(`task.${task.code}`) ? t(`task.${task.code}`) : taskTitle(task.code) || t('task.other'))
/** The personal basic form belongs to the archive itself and is filled in with the cover. */
export const isOfArchive = (task: Pick<Task, 'form'>): boolean => task.form === 'archive/personal-basic'
export const taskAddress = (task: Pick<Task, 'form' | 'resident_id'>): string => (isOfArchive(task) ? `/residents/${task.resident_id}/cover` : `/residents/${task.resident_id}/forms/${task.form}`)
