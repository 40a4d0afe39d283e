// Asking for a reason in a dialog of the page (docs/adr/0080): one at a time, answered by ReasonDialog.vue in the frame.
import { shallowRef } from 'vue'

export interface ReasonAsked {
  title: string
  why: string
  characters_min: number
  answer: (reason: string | null) => void
}
export const asked = shallowRef<ReasonAsked | null>(null)

/** Null when the user changed his mind. */
export function askReason(title: string, why = '', characters_min = 4): Promise<string | null> {
  asked.value?.answer(null)
  return new Promise((answer) => {
    asked.value = {
      title,
      why,
      characters_min,
      answer: (reason) => {
        asked.value = null
        answer(reason)
      },
    }
  })
}
