import { describe, expect, it } from 'vitest'
import type { PackItem } from '@/api/types'
import { worklistPacks, worklistsOf } from '@/features/programmes/worklists'

const rate = (code: string, more: Partial<PackItem['indicators'][number]> = {}): PackItem['indicators'][number] => ({ code, title_zh: code, title_en: code, counts_people: true, higher_is_better: true, ...more })
const pack = (name: string, more: Partial<PackItem> = {}): PackItem => ({
  name, version: name, edition: '2026', effective_from: '2026-01-01', title_zh: name, title_en: name, has_enrolment: true, forms: [], diagnosis: '', age_min: null, tasks: [], screening: null, indicators: [], ...more,
})

describe('the lists of a programme', () => {
  it('come from its rates and its tasks, whatever it is called', () => {
    const copd = pack('copd', { indicators: [rate('COPD1'), rate('COPD2', { higher_is_better: false }), rate('COPD3', { counts_people: false })], tasks: [{ code: 'COPD-FU', title_zh: '随访', title_en: 'Follow-up' }] })
    expect(worklistsOf(copd).map((one) => [one.key, one.kind, one.kind === 'people' ? one.part : one.code])).toEqual([
      ['COPD1', 'people', 'missing'],
      ['COPD2', 'people', 'numerator'],
      ['task:COPD-FU', 'tasks', 'COPD-FU'],
      ['all', 'people', 'denominator'],
    ])
  })

  it('are those of the edition of the day, programmes with people in care first, and none of a pack of forms alone', () => {
    const items = [
      pack('archive', { has_enrolment: false, indicators: [rate('R3')] }),
      pack('examination', { has_enrolment: false }),
      pack('htn-screening', { has_enrolment: false, screening: { programme: 'hypertension', form: 'screening', from_age: 35, measured: ['a'], found: '' } }),
      pack('hypertension', { version: 'old', indicators: [rate('H1')] }),
      pack('hypertension', { version: 'next', effective_from: '2027-01-01', indicators: [rate('H1'), rate('H9')] }),
    ]
    expect(worklistPacks(items, '2026-11-22').map((one) => one.version)).toEqual(['old', 'archive', 'htn-screening'])
    expect(worklistPacks(items, '2027-01-01').map((one) => one.version)).toEqual(['next', 'archive', 'htn-screening'])
  })
})
