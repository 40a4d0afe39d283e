// The identity number as the core reads it: what is wrong with it, and the birth date and sex that it says.
import { checkId } from '@/core/core'
import { packOf } from '@/core/packs'
import type { FieldFinding } from '@/api/types'

export interface IdCheck {
  findings: FieldFinding[]
  birth_date: string
  sex: string
  /** The normalised number: 18 characters, also for a 15-digit one. */
  number: string
}

interface Answer {
  findings?: FieldFinding[]
  document?: { number?: string; birth_date?: string | null; sex?: string }
}

/** Null while the core cannot be reached; the server checks again in any case. */
export async function checkNumber(entered: { id_type: string; id_no: string; birth_date: string; sex: string; today: string }): Promise<IdCheck | null> {
  if (!entered.id_no.trim()) return null
  try {
    await packOf('archive') // brings the list of provinces
    const answer = (await checkId(entered)) as Answer
    return { findings: answer.findings ?? [], birth_date: answer.document?.birth_date ?? '', sex: answer.document?.sex ?? '', number: answer.document?.number ?? '' }
  } catch {
    return null
  }
}
