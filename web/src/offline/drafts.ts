// What a user has typed and not yet signed. One draft per user, person and form (or record under amendment).
import { vault } from './vault'

export interface Draft {
  saved_at: number
  answers: Record<string, unknown>
  confirmed: string[]
  /** Fields that still hold what was taken over from the last form. */
  carried?: string[]
  /** The client's id of the record to be, so that a retry after a lost answer is recognised. */
  record_id: string
  reason?: string
  /** The act that the server did not take and that this one carries on. */
  review?: string
}

export const draftKey = (user: string, resident: string, form: string): string => `draft:${user}:${resident}:${form}`

export const saveDraft = async (key: string, draft: Draft): Promise<void> => (await vault()).put(key, draft)
export const loadDraft = async (key: string): Promise<Draft | null> => (await vault()).get<Draft>(key)
export const dropDraft = async (key: string): Promise<void> => (await vault()).remove(key)
