// Two people amend one record, one of them without a network: both values stand side by side, one is chosen with the keyboard, the other is
// kept. A form that is refused waits with its reason. Photographs of the paper go behind their record.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordRow, RecordWithVersions } from '../src/api/types'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { openFollowUp } from './follow-up'

beforeAll(startBrowser)
afterAll(stopBrowser)

/** The doctor writes a follow-up to have one that can be amended; its record. */
async function fresh(person: Person, sbp: number): Promise<{ resident: string; record: string }> {
  const { page } = person
  await openFollowUp(person)
  const resident = new URL(page.url()).pathname.split('/')[2]!
  const { today } = await person.ask<{ today: string }>('GET', '/api/session')
  const body = { form: 'hypertension/follow-up', service_date: today, answers: { mode: '1', symptom: ['1'], sbp, dbp: 80, adr: '1' }, confirmed: ['/answers/sbp', '/answers/dbp'] }
  const { record } = await person.ask<{ record: { id: string } }>('POST', `/api/residents/${resident}/records`, body)
  return { resident, record: record.id }
}

async function amendOffline(person: Person, resident: string, record: string): Promise<void> {
  const { page } = person
  await page.goto(`${base}/residents/${resident}/records/${record}/amend`)
  await page.waitForSelector('[data-field="sbp"] input')
  await page.context().setOffline(true)
  await page.fill('#reason', '读数录错')
  await page.locator('[data-field="sbp"] input').fill('126')
  await page.locator('[data-field="dbp"] input').fill('76')
  await page.locator('[data-field="hr"] input').fill('70')
  await page.waitForSelector('.card.preview .class')
  await page.locator('[data-field="dbp"] input').press('Control+Enter')
  await page.waitForSelector('#kept')
}

describe.each(widths)('a conflict at %i px', (width) => {
  it('is compared side by side, decided by keyboard, and the losing value stays', async () => {
    const person = await Person.at(width, 'conflict')
    const { page } = person
    await person.signIn('township_doctor')
    const { resident, record } = await fresh(person, 131)
    await amendOffline(person, resident, record)
    const other = await Person.at(1440, 'conflict-other')
    await other.signIn('township_doctor')
    const { today } = await other.ask<{ today: string }>('GET', '/api/session')
    await other.ask('POST', `/api/records/${record}/amendments`, { reason: '复核', service_date: today, answers: { mode: '1', symptom: ['1'], sbp: 128, dbp: 78, adr: '1' }, confirmed: [] })
    await other.close()

    await page.context().setOffline(false)
    await page.waitForSelector('.badge.bad', { timeout: 60_000 })
    await page.goto(`${base}/waiting`)
    await page.waitForSelector('.reviews li')
    await person.look('list')
    await page.locator('.reviews a').first().focus()
    await person.press('Enter')
    await page.waitForSelector('[data-line="sbp"] input[type=radio]')
    const line = await page.locator('[data-line="sbp"]').innerText()
    for (const value of ['131', '128', '126']) expect(line, 'known, theirs, mine').toContain(value)
    await person.look('side-by-side')
    await page.locator('[data-line="sbp"] input:checked').focus()
    await person.press('ArrowRight', 'ArrowDown', 'ArrowRight')
    expect(await page.locator('[data-line="sbp"] .side.on').innerText()).toContain('126')
    await page.locator('#decide').focus()
    await person.press('Enter')
    await page.waitForURL((url) => /\/records\/[^/]+$/.test(url.pathname))
    await person.settled()
    const standing = new URL(page.url()).pathname.split('/').at(-1)!
    const now = await person.ask<RecordWithVersions>('GET', `/api/records/${standing}`)
    expect(now.record.answers).toMatchObject({ sbp: 126, dbp: 76 })
    expect(now.record.answers.hr, 'not chosen').toBeUndefined()
    expect(now.versions.length, 'every value is a version').toBe(3)
    await page.waitForSelector('.kept-values a')
    await person.look('kept')
    await page.locator('.kept-values a').first().click()
    await page.waitForSelector('.decided')
    expect(await page.locator('[data-line="hr"]').innerText(), 'the losing value').toContain('70')
    await page.waitForSelector('.badge.good')
    await person.close()
  })

  it('a refused form waits with its reason and is corrected and signed', async () => {
    const person = await Person.at(width, 'refused')
    const { page } = person
    await person.signIn('township_doctor')
    await openFollowUp(person)
    const resident = new URL(page.url()).pathname.split('/')[2]!
    const { today, user } = await person.ask<{ today: string; user: { id: string } }>('GET', '/api/session')
    const id = `REFUSED-${width}-${Date.now()}`
    const mine = { id, form: 'hypertension/follow-up', service_date: today, answers: { mode: '1', symptom: ['1'], sbp: 124, dbp: 74, adr: '1', smoke: 5, smoke_t: 9 }, confirmed: [] }
    expect(user.id).toBeTruthy()
    await person.ask('POST', '/api/offline-reviews', { id, resident_id: resident, kind: 'record', outcome: 'refused', code: 'form-refused', written_at: Date.now(), mine, problem: { errors: [{ pointer: '/answers/smoke_t', code: 'TARGET_ABOVE_NOW', allowed: '<= smoke' }] } })
    await page.goto(`${base}/waiting/${id}`)
    await page.waitForSelector('#decide')
    await person.look('reason')
    await page.locator('#decide').focus()
    await person.press('Enter')
    await page.waitForSelector('[data-field="smoke_t"] input')
    expect(await page.locator('[data-field="sbp"] input').inputValue()).toBe('124')
    await page.locator('[data-field="smoke_t"] input').fill('2')
    await page.locator('[data-field="smoke_t"] input').press('Control+Enter')
    await page.waitForSelector('#signed')
    await person.settled()
    const all = await person.ask<{ items: { id: string; state: string }[] }>('GET', '/api/offline-reviews')
    expect(all.items.find((one) => one.id === id)!.state).toBe('mixed')
    await person.close()
  })

  it.each([false, true])('a photograph of the paper is made small and goes with the record (without a network: %s)', async (without) => {
    const person = await Person.at(width, without ? 'photo-offline' : 'photo')
    const { page } = person
    await person.signIn('township_doctor')
    await openFollowUp(person)
    const resident = new URL(page.url()).pathname.split('/')[2]!
    await page.context().setOffline(without)
    const paper = await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 3000, height: 2200 })
      const ink = canvas.getContext('2d')!
      for (let at = 0; at < 4_000; at += 1) {
        ink.fillStyle = `hsl(${(at * 37) % 360} 70% 60%)`
        ink.fillRect((at * 73) % 3000, (at * 131) % 2200, 40, 30)
      }
      const blob = await new Promise<Blob>((done) => canvas.toBlob((made) => done(made!), 'image/jpeg', 0.95))
      return [...new Uint8Array(await blob.arrayBuffer())]
    })
    await page.setInputFiles('.photos input[type=file]', { name: 'paper.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(paper) })
    await page.waitForSelector('.strip img')
    await person.look('strip')
    await page.locator('[data-field="mode"] [data-entry]').focus()
    await person.press('1')
    await page.locator('[data-field="sbp"] input').fill('122')
    await page.locator('[data-field="dbp"] input').fill('72')
    await page.locator('[data-field="adr"] [data-entry]').focus()
    await person.press('1')
    await page.locator('[data-field="dbp"] input').press('Control+Enter')
    await page.waitForSelector(without ? '#kept' : '#signed')
    if (without) {
      await page.waitForFunction(() => (document.querySelector('.badge .words')?.textContent ?? '').includes('2'))
      await page.context().setOffline(false)
    }
    await page.waitForSelector('.badge.good', { timeout: 60_000 })
    const { items } = await person.ask<{ items: RecordRow[] }>('GET', `/api/residents/${resident}/records?limit=5`)
    const record = items.find((one) => Number(one.record.answers.sbp) === 122)!.record.id
    const photos = await person.ask<{ items: { id: string; bytes: number; media_type: string }[] }>('GET', `/api/residents/${resident}/records/${record}/attachments`)
    expect(photos.items.length, 'once').toBe(1)
    expect(photos.items[0]!.bytes).toBeLessThan(360_000)
    await page.goto(`${base}/residents/${resident}/records/${record}`)
    await page.locator('.show').click()
    await page.waitForFunction(() => (document.querySelector<HTMLImageElement>('.list img')?.naturalWidth ?? 0) > 0)
    expect(await page.evaluate(() => document.querySelector<HTMLImageElement>('.list img')!.naturalWidth)).toBe(1600)
    await person.look('record')
    await person.close()
  })
})

describe.each(widths)('the head at %i px', (width) => {
  it('sees what the staff wrote offline and nobody decided, compares it and closes it for a reason', async () => {
    const doctor = await Person.at(1440, 'head-doctor')
    await doctor.signIn('township_doctor')
    const { resident, record } = await fresh(doctor, 133)
    const { today } = await doctor.ask<{ today: string }>('GET', '/api/session')
    const id = `LEFT-${width}-${Date.now()}`
    const mine = { form: 'hypertension/follow-up', service_date: today, answers: { mode: '1', symptom: ['1'], sbp: 127, dbp: 77, adr: '1' }, confirmed: [] }
    await doctor.ask('POST', '/api/offline-reviews', { id, resident_id: resident, kind: 'amendment', target_id: record, outcome: 'conflict', code: 'superseded', written_at: Date.now(), mine })

    const person = await Person.at(width, 'head')
    const { page } = person
    await person.signIn('inst_admin')
    await page.goto(`${base}/reviews`)
    await page.locator('#part-offline').click()
    const line = page.locator('#part-panel li').filter({ has: page.locator(`a[href*="${id}"]`) })
    await line.waitFor()
    await person.look('offline-list')
    await line.locator('a').click()
    await page.waitForSelector('[data-line="sbp"]')
    for (const value of ['133', '127']) expect(await page.locator('[data-line="sbp"]').innerText(), 'known and written').toContain(value)
    expect(await page.locator('#decide').count(), 'the signature is the author’s').toBe(0)
    await person.look('offline-compare')
    await page.goBack()
    await page.locator('#part-offline').click()
    await line.locator('.decide button').first().click()
    await line.locator('.decide input').fill('医生已经离职')
    await line.locator('.decide button').first().click()
    await line.waitFor({ state: 'detached' })
    await person.look('offline-closed')
    await person.close()
    const all = await doctor.ask<{ items: { id: string; state: string; decided_reason: string }[] }>('GET', '/api/offline-reviews')
    expect(all.items.find((one) => one.id === id)).toMatchObject({ state: 'theirs', decided_reason: '医生已经离职' })
    await doctor.close()
  })
})
