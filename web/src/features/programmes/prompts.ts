// Whom to measure at the first visit of a year, and whom to enrol: the server asks the packs that screen, and without a connection the
// device does, for those it carries.
import { shallowRef, watch, type Ref } from 'vue'
import { post } from '@/api/client'
import type { Prompt, PromptList } from '@/api/types'
import { useSession } from '@/frame/session'
import { has, t } from '@/i18n'
import { formTitle, programmeTitle, readPackWords } from './pack-words'

const people_at_once = 200
export const promptsOf = (residents: string[]): Promise<PromptList> => post('/api/prompts', { residents: residents.slice(0, people_at_once) })

/** Prompts of the people of a list, by their ids; empty until the answer is there. Asked again when the people change, or what `since` gives: after an act that may have answered a prompt. */
export function usePrompts(residents: () => string[], since: () => unknown = () => null): Ref<Map<string, Prompt[]>> {
  const session = useSession()
  const found = shallowRef(new Map<string, Prompt[]>())
  let asked = ''
  watch(
    [() => residents().join(' '), since] as const,
    async ([now]) => {
      asked = now
      if (!now || !session.may('C', 'chronic_followup')) return
      try {
        const [{ items }] = await Promise.all([promptsOf(now.split(' ')), readPackWords()])
        if (asked === now) found.value = new Map(items.map((one) => [one.resident_id, one.prompts]))
      } catch {
        // a prompt is a help: the list stands without it
      }
    },
    { immediate: true },
  )
  return found
}

export const promptWords = (prompt: Prompt): string => {
  const key = `prompt.${prompt.kind}.${prompt.programme}`
  if (has(key)) return t(key)
  return prompt.kind === 'measure' ? formTitle(prompt.form) : t('prompt.enrol_in', { programme: programmeTitle(prompt.programme) })
}
export const promptAddress = (resident: string, prompt: Prompt): string =>
  prompt.kind === 'measure' ? `/residents/${resident}/forms/${prompt.form}` : `/residents/${resident}?tab=programmes&programme=${prompt.programme}`
