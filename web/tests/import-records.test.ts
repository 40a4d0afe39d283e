// What the columns of an earlier system's file mean: guessed by the headings, sent as the server takes it.
import { describe, expect, it } from 'vitest'
import type { Field, Form } from '@/core/types'
import { base64url, emptyMapping, guess, mappingTable, targetsOf } from '@/features/programmes/import-records'

const field = (key: string, type: Field['type'], zh: string, more: Partial<Field> = {}): Field => ({ key, type, label: { zh, en: key }, ...more })
const form = {
  name: 'follow-up',
  date_key: 'date',
  sections: [
    {
      key: 'visit',
      label: { zh: '随访', en: 'Visit' },
      fields: [
        field('date', 'date', '随访日期'),
        field('mode', 'code', '随访方式'),
        field('sbp', 'int', '收缩压'),
        field('bmi', 'dec', '体质指数', { computed: true }),
        field('symptom', 'codes', '症状'),
        field('drug', 'rows', '用药', { columns: [field('name', 'text', '药物名称')] }),
        field('doctor', 'staff', '随访医生签名'),
      ],
    },
  ],
} as unknown as Form

const words = { id_no: ['身份证号'], archive_no: ['档案号'], name: ['姓名'], birth_date: ['出生日期'], row_key: ['流水号'], author: ['随访医生'] }

describe('the columns of a file', () => {
  it('are answers of the form, the computed ones left to the rules, tables row by row', () => {
    expect(targetsOf(form).map((target) => target.key)).toEqual(['date', 'mode', 'sbp', 'symptom', 'drug.1.name', 'drug.2.name', 'drug.3.name', 'doctor'])
  })

  it('are guessed by labels and usual words; a heading that names the person is no answer', () => {
    const mapping = emptyMapping()
    guess(mapping, ['流水号', '身份证号', '姓名', '随访日期', '收缩压（mmHg）', '收缩压', '随访医生'], targetsOf(form), words)
    expect(mapping).toMatchObject({ row_key: '流水号', author: '随访医生', person: { id_no: '身份证号', name: '姓名', birth_date: '' }, columns: { date: '随访日期', sbp: '收缩压' } })
  })

  it('go out without what was left open, with words, lists and numbers as the form has them', () => {
    const mapping = { ...emptyMapping(), source: ' oldcare ', row_key: '流水号', columns: { date: '日期', mode: '方式', sbp: '' }, codes: { mode: '门诊＝1； 电话=3；', sbp: '高=1' }, constants: { symptom: '1、2', sbp: '130', mode: '1' } }
    mapping.person.archive_no = '档案号'
    expect(mappingTable(mapping, targetsOf(form))).toEqual({
      source: 'oldcare',
      edition: '2017',
      row_key: ['流水号'],
      person: { archive_no: '档案号' },
      columns: { date: '日期', mode: '方式' },
      codes: { mode: { 门诊: '1', 电话: '3' } },
      constants: { symptom: ['1', '2'], sbp: 130 },
    })
  })

  it('travel in the alphabet of addresses', async () => {
    expect(await base64url(new Blob([new Uint8Array([251, 255, 254])]))).toBe('-__-')
    expect(await base64url(new Blob([new Uint8Array([1])]))).toBe('AQ')
  })
})
