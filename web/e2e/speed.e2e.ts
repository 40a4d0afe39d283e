// Speed of entry: a controlled follow-up whose last values are known, from today's list to signed and saved, with the keyboard alone and at
// most 45 key strokes, counted where the page hears them; the same without a connection.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordRow } from '../src/api/types'
import { addDays } from '../src/common/format'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { signByKeys } from './follow-up'
import { invented, openArchive } from './people'

const strokes_max = 45
const form = 'hypertension/follow-up'

beforeAll(startBrowser)
afterAll(stopBrowser)

interface Heard {
  keys: string[]
  pointer: number
}

async function listen(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    const heard: Heard = { keys: [], pointer: 0 }
    ;(window as unknown as { heard: Heard }).heard = heard
    addEventListener('keydown', (event) => heard.keys.push((event as KeyboardEvent).key), true)
    for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'click'] as const)
      addEventListener(kind, (event) => (heard.pointer += kind === 'click' && (event as MouseEvent).detail === 0 ? 0 : 1), true) // a link opened by Enter says click too
  })
}

/** Somebody of the doctor's own who was seen three months ago, and where today's list has the person. */
async function seenBefore(person: Person): Promise<{ row: number; resident: string }> {
  const { id } = await openArchive(person, { ...invented(), birth: '19551205', number: undefined })
  const { today } = await person.ask<{ today: string }>('GET', `/api/residents/${id}/programmes`)
  await person.ask('POST', `/api/residents/${id}/enrolments`, { programme: 'hypertension', enrolled_on: addDays(today, -200) })
  const answers = {
    mode: '1', symptom: ['1'], sbp: 130, dbp: 80, hr: 70, height: 178, weight: 73, weight_t: 70, smoke: 0, smoke_t: 0, drink: 0, drink_t: 0, ex_n: 5, ex_min: 30, ex_n_t: 7, ex_min_t: 30,
    salt: '2', salt_t: '1', mental: '1', comply: '1', adherence: '1', adr: '1', risk_grade: '1', drug: [{ name: '氨氯地平', n: 1, dose: 5, unit: 'mg' }],
  }
  await person.ask('POST', `/api/residents/${id}/records`, { form, service_date: addDays(today, -92), answers, confirmed: ['/answers/bmi'] })
  await person.page.reload()
  await person.page.waitForSelector('.badge[data-carried]')
  await person.settled()
  const row = await person.page.locator('.tasks .go, .go').evaluateAll((links, resident) => links.findIndex((link) => link.getAttribute('href')?.includes(resident)), id)
  if (row < 0) throw new Error('who is due is not on the list')
  return { row, resident: id }
}

async function openRow(person: Person, rows_down: number): Promise<void> {
  for (let at = 0; at <= rows_down; at += 1) await person.press('ArrowDown')
  await person.press('Enter')
  await person.page.waitForFunction(() => document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset.field === 'mode')
}

async function followUp(person: Person, rows_down: number, done: string): Promise<void> {
  const { page } = person
  await openRow(person, rows_down)
  const fill: Record<string, string> = { mode: '1', symptom: '1', sbp: '128', dbp: '80', weight: '74', hr: '72', mental: '1', comply: '1', adherence: '1', adr: '1' }
  for (const field of Object.keys(fill)) {
    for (let steps = 0; (await person.focusedField()) !== field; steps += 1) {
      if (steps > 12) throw new Error(`Enter never came to ${field}; now at ${await person.focusedField()}`)
      const from = await person.focusedField()
      await person.press('Enter')
      await page.waitForFunction((before) => document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset.field !== before, from)
    }
    await page.keyboard.type(fill[field]!)
  }
  await page.waitForSelector('.card.preview .class')
  await signByKeys(person, done)
}

describe.each(widths.filter((width) => width > 767))('a controlled follow-up at %i px', (width) => {
  it.each([false, true])('takes at most 45 key strokes and no pointer (without a connection: %s)', async (without) => {
    const person = await Person.at(width, without ? 'speed-offline' : 'speed')
    const { page } = person
    await person.signIn('village_doctor')
    await page.waitForSelector('.badge[data-carried]')
    await person.settled()
    const { row, resident } = await seenBefore(person)
    await page.context().setOffline(without)
    await listen(person)
    await followUp(person, row, without ? '#kept' : '#signed')
    const heard = await page.evaluate(() => (window as unknown as { heard: Heard }).heard)
    console.log(`${heard.keys.length} key strokes: ${heard.keys.join(' ')}`)
    expect(heard.keys.length, heard.keys.join(' ')).toBeLessThanOrEqual(strokes_max)
    expect(heard.pointer).toBe(0)
    if (without) await page.context().setOffline(false)
    if (without) await page.waitForSelector('.badge.good', { timeout: 60_000 })
    const { items } = await person.ask<{ items: RecordRow[] }>('GET', `/api/residents/${resident}/records?limit=1`)
    expect(items[0]!.record.answers, 'what was carried over is signed too').toMatchObject({ sbp: 128, dbp: 80, height: expect.anything() as unknown, drug: expect.anything() as unknown })
    await person.look('done')
    await person.close()
  })

  it('means the same when the keys come without any delay', async () => {
    const person = await Person.at(width, 'speed-blind')
    const { page } = person
    await person.signIn('village_doctor')
    await page.waitForSelector('.badge[data-carried]')
    await person.settled()
    const answers = async (resident: string): Promise<Record<string, unknown>> =>
      (await person.ask<{ items: RecordRow[] }>('GET', `/api/residents/${resident}/records?limit=1`)).items[0]!.record.answers
    const watched = await seenBefore(person)
    await listen(person)
    await followUp(person, watched.row, '#signed')
    const { keys } = await page.evaluate(() => (window as unknown as { heard: Heard }).heard)
    const way = keys.slice(keys.indexOf('Enter') + 1, keys.indexOf('Control'))
    expect(way.length).toBeGreaterThan(20)
    await page.goto(`${base}/today`)
    await page.waitForSelector('.badge[data-carried]')
    await person.settled()
    const blind = await seenBefore(person)
    await openRow(person, blind.row)
    await Promise.all(way.map((key) => page.keyboard.press(key))) // nobody waits for anything
    await page.waitForFunction(() => document.querySelector('.card.preview .class'))
    await signByKeys(person, '#signed')
    expect(await answers(blind.resident)).toEqual(await answers(watched.resident))
    await person.close()
  })
})
