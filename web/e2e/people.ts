// Invented people for journeys: nobody else has their names and numbers.
import type { Person } from './browser'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const syllables = '春夏秋冬梅兰竹菊松柏桃李江河湖海山川云霞晨曦月星雨雪风霜金玉珠宝英华芳芬'

export function idNumber(birth: string, sequence: number): string {
  const first = `350881${birth}${String(sequence).padStart(3, '0')}`
  const sum = [...first].reduce((all, digit, at) => all + Number(digit) * weights[at]!, 0)
  return first + '10X98765432'[sum % 11]
}

let turn = Math.floor(Date.now() / 10) % 40_000
/** A name with two rare syllables and a birth date of its own. */
export function invented(): { name: string; birth: string; number: string } {
  turn += 1
  const at = turn % 1369
  const name = `百里${syllables[Math.floor(at / 37)] ?? '川'}${syllables[at % 37] ?? '山'}`
  const birth = `19${40 + (turn % 30)}0${1 + (turn % 9)}${10 + (turn % 18)}`
  return { name, birth, number: idNumber(birth, 2 * (turn % 499)) }
}

interface Opened {
  id: string
  archive_no: string
}
/** Opens an archive in the first village of the asker's list, or in the one that is given. */
export async function openArchive(person: Person, who: { name: string; birth: string; number?: string; village?: string }): Promise<Opened & { village: string }> {
  const village = who.village ?? (await person.ask<{ items: { village_code: string }[] }>('POST', '/api/residents/search', { q: '', limit: 1 })).items[0]!.village_code
  const date = `${who.birth.slice(0, 4)}-${who.birth.slice(4, 6)}-${who.birth.slice(6)}`
  const document = who.number ? { id_type: '01', id_no: who.number } : { id_type: '99', birth_date: date }
  const opened = await person.ask<Opened>('POST', '/api/residents', { name: who.name, sex: '2', ...document, village_code: village, address: '中山路18号', residence_type: '1', residence_state: '1' })
  return { ...opened, village }
}
