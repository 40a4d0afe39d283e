// From which pressure on the rules call a person's reading not controlled. Asked of the core itself, by bisection, so that the
// limit (by age, by the county's settings) stands in the pack alone.
import { decide } from '@/core/core'
import { packOf } from '@/core/packs'
import type { Answers } from '@/core/types'

export interface PressureTarget {
  sbp: number
  dbp: number
}

/** The lowest whole value in [low, high] for which `holds`; it is false below and true above. */
export async function lowest(low: number, high: number, holds: (value: number) => Promise<boolean>): Promise<number> {
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (await holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

export async function pressureTarget(person: { birth_date: string; sex: string }, today: string): Promise<PressureTarget | null> {
  try {
    await packOf('hypertension')
    const resident = { birth_date: person.birth_date, sex: person.sex, death_date: null }
    const uncontrolled = async (reading: Answers): Promise<boolean> => {
      const answers = { date: today, mode: '1', ...reading }
      return (await decide({ pack: 'hypertension', form: 'follow-up', draft: true, today, resident, enrolment: null, facts: [], tasks: [], answers })).flags.unc ?? false
    }
    const sbp = await lowest(100, 179, (value) => uncontrolled({ sbp: value, dbp: 60 }))
    const dbp = await lowest(60, 109, (value) => uncontrolled({ sbp: 110, dbp: value }))
    return sbp < 179 && dbp < 109 ? { sbp, dbp } : null
  } catch {
    return null // without the rules the chart shows the readings alone
  }
}
