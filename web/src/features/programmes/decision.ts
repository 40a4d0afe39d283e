// The decision of the rules in the shape that the card shows, whether it comes from the server or, as a preview, from the core here.
import type { Decision, Task } from '@/api/types'
import type { CoreDecision, Form, Pack } from '@/core/types'
import { allFields } from './form/answers'
import { answerWords } from './form/words'
import { has, pick, t } from '@/i18n'

export interface CardContent {
  code: string
  class: string
  next: string
  urgency: 'none' | 'routine' | 'urgent'
  referral_due: string
  advice: string[]
  created: { code: string; title: string; due: string }[]
  closed: number
}

const classWords = (form: Form | undefined, code: string): string => {
  const field = form?.class_key ? allFields(form).find((one) => one.key === form.class_key) : undefined
  return field && code ? answerWords(field, code) : code
}

const titleOf = (pack: Pack | null, code: string): string => {
  const task = pack?.tasks[code]
  return task ? pick(task.title) : has(`task.${code}`) ? t(`task.${code}`) : t('task.other')
}

const advice = (pack: Pack | null, messages: string[]): string[] => messages.flatMap((key) => (pack?.messages[key] ? [pick(pack.messages[key])] : []))

export function fromServer(decision: Decision, pack: Pack | null, form: Form | undefined): CardContent {
  const created = decision.tasks_created ?? []
  return {
    code: decision.class ?? '',
    class: classWords(form, decision.class ?? ''),
    next: decision.next_due ?? '',
    urgency: decision.referral ? decision.referral.urgency : 'none',
    referral_due: decision.referral?.due ?? '',
    advice: advice(pack, decision.messages ?? []),
    created: created.map((task: Task) => ({ code: task.code, title: titleOf(pack, task.code), due: task.due })),
    closed: decision.tasks_closed?.length ?? 0,
  }
}

export function fromCore(decision: CoreDecision, pack: Pack | null, form: Form | undefined): CardContent {
  return {
    code: decision.class ?? '',
    class: classWords(form, decision.class ?? ''),
    next: decision.next ?? '',
    urgency: decision.referral,
    referral_due: decision.creates.find((task) => task.completed_by === 'referral-result')?.due ?? '',
    advice: advice(pack, decision.messages),
    created: decision.creates.map((task) => ({ code: task.code, title: titleOf(pack, task.code), due: task.due })),
    closed: decision.closes.length,
  }
}
