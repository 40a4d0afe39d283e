// What a change of the cover sends: only the members that differ; a number left empty stays as it is.
import type { ResidentCover, ResidentDraft } from '@/api/types'

const plain = ['name', 'sex', 'birth_date', 'id_type', 'nationality', 'contact_name', 'residence_type', 'residence_state', 'arrived_on', 'address', 'registered_address', 'village_code', 'doctor'] as const
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

/** What was known of the changed members when they were written; numbers as they are shown. */
export function knownOf(cover: ResidentCover, changes: Partial<ResidentDraft>): Record<string, unknown> {
  const masked: Record<string, string | undefined> = { id_no: cover.id_masked, phone: cover.phone_masked, contact_phone: cover.contact_phone_masked }
  const members = cover as unknown as Record<string, unknown>
  return Object.fromEntries(Object.keys(changes).map((key) => [key, key in masked ? (masked[key] ?? '') : (members[key] ?? null)]))
}
