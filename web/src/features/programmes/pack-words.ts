// What packs call themselves, their forms and their tasks. A programme that a county loads itself has no message of ours: its own words are shown.
import { shallowRef, watch } from 'vue'
import type { PackItem } from '@/api/types'
import { packItems, packsChanged } from '@/core/packs'
import { currentLocale } from '@/i18n'

const items = shallowRef<PackItem[]>([])
let asked: Promise<void> | null = null

/** Harmless to repeat; until the answer is there, words are empty. */
export function readPackWords(): Promise<void> {
  asked ??= packItems().then(
    (found) => void (items.value = found),
    () => void (asked = null),
  )
  return asked
}

watch(packsChanged, () => {
  if (!asked) return
  asked = null
  void readPackWords()
})

const title = (of: { title_zh: string; title_en: string } | undefined): string => (of ? (currentLocale() === 'en' ? of.title_en : of.title_zh) : '')
/** The newest edition that is in force; before the first: the first. */
const packOf = (name: string): PackItem | undefined => items.value.filter((one) => one.name === name).at(-1)

export const programmeTitle = (name: string): string => title(packOf(name))
export const taskTitle = (code: string): string => title(items.value.flatMap((one) => one.tasks).find((one) => one.code === code))
/** "copd/follow-up" */
export const formTitle = (form: string): string => {
  const [pack = '', name = ''] = form.split('/')
  return title(packOf(pack)?.forms.find((one) => one.name === name))
}
/** The row of the permission matrix that a form goes by. */
export const rowOf = (form: string): string => {
  const [pack = '', name = ''] = form.split('/')
  return packOf(pack)?.forms.find((one) => one.name === name)?.row ?? 'chronic_followup'
}
/** The form that decides: the programme's visit. */
export const visitForm = (name: string): { name: string; title: string } | null => {
  const form = packOf(name)?.forms.find((one) => one.decides)
  return form ? { name: form.name, title: title(form) } : null
}
/** Programmes that a person can be enrolled in, each once. */
export const enrolling = (): PackItem[] => items.value.filter((one) => one.has_enrolment && packOf(one.name) === one)
