// The personal basic form beside the cover: fetched with the pack of the archive, filled in where the user asks for it.
import { shallowRef, type ShallowRef } from 'vue'
import { formOf, packOf } from '@/core/packs'
import type { Form } from '@/core/types'
import { toSend } from '@/features/programmes/form/answers'
import { useForm, type FormState } from '@/features/programmes/form/use-form'
import { useSession } from '@/frame/session'

/** Years of age: before, the newborn home-visit form stands for the person in the archive. */
export const basic_form_from = 7

export interface BasicForm {
  form: ShallowRef<Form | null>
  basic: ShallowRef<FormState | null>
  load: () => Promise<void>
  open: (person: { birth_date: string; sex: string }, answers: Record<string, unknown>) => Promise<void>
  /** What is sent; null: not filled in; undefined: something is wrong and stands at its field. */
  finish: () => Promise<Record<string, unknown> | null | undefined>
}

export function useBasicForm(): BasicForm {
  const session = useSession()
  const form = shallowRef<Form | null>(null)
  const basic = shallowRef<FormState | null>(null)

  async function load(): Promise<void> {
    form.value = await packOf('archive').then(
      (pack) => formOf(pack, 'personal-basic') ?? null,
      () => null, // without it the cover alone can be written
    )
  }
  async function open(person: { birth_date: string; sex: string }, answers: Record<string, unknown>): Promise<void> {
    if (!form.value) return
    const resident = { birth_date: person.birth_date || session.today, sex: person.sex || '9', death_date: null }
    const state = useForm(form.value, { pack: 'archive', form: 'personal-basic', today: session.today, resident, enrolment: null, facts: [], tasks: [] }, { answers, confirmed: [] })
    await state.evaluate()
    basic.value = state
  }
  async function finish(): Promise<Record<string, unknown> | null | undefined> {
    if (!basic.value || !form.value || Object.keys(basic.value.answers).length === 0) return null
    const { ok } = await basic.value.finish()
    return ok ? toSend(basic.value.answers, basic.value.decision.value?.shown ?? [], form.value) : undefined
  }
  return { form, basic, load, open, finish }
}
