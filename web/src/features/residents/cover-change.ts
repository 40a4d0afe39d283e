// What a change of the cover sends: only the members that differ; a number left empty stays as it is.
import type { ResidentCover, ResidentDraft } from '@/api/types'

const plain = ['name', 'sex', 'birth_date', 'id_type', 'contact_name', 'residence_type', 'residence_state', 'arrived_on', 'address', 'registered_address', 'village_code', 'doctor'] as const
const sealed = ['id_no', 'phone', 'contact_phone'] as const

export function draftOf(cover: ResidentCover): ResidentDraft {
  const draft = { id: cover.id, id_no: '', phone: '', contact_phone: '', opened_on: cover.opened_on, basic: null } as unknown as ResidentDraft
  for (const key of plain) draft[key] = cover[key] ?? ''
  return draft
}

export function changesOf(cover: ResidentCover, draft: ResidentDraft): Partial<ResidentDraft> {
  const changes: Partial<ResidentDraft> = {}
  for (const key of plain) if ((cover[key] ?? '') !== draft[key]) changes[key] = draft[key]
  for (const key of sealed) if (draft[key].trim()) changes[key] = draft[key].trim()
  // A new number is of the stated kind, and a number is checked together with birth date and sex.
  if (changes.id_no && !changes.id_type) changes.id_type = draft.id_type
  return changes
}
