// A lost telephone: the order to erase it, given at a desk, is carried out at its next contact before anything else; what was not sent is
// lost or sent first, as was chosen.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecordRow } from '../src/api/types'
import { accounts } from './accounts'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { openFollowUp } from './follow-up'

const disk = mkdtempSync(join(tmpdir(), 'jiwei-lost-'))
const role = 'nurse'
const this_one = '本机'

beforeAll(startBrowser)
afterAll(async () => {
  await stopBrowser()
  rmSync(disk, { recursive: true, force: true })
})

/** What the device holds: sealed values and locks. */
const held = (person: Person): Promise<{ sealed: number; locks: number }> =>
  person.page.evaluate(
    () =>
      new Promise<{ sealed: number; locks: number }>((done, fail) => {
        const opened = indexedDB.open('jiwei')
        opened.onerror = () => fail(opened.error)
        opened.onsuccess = () => {
          const stores = opened.result.transaction(['sealed', 'locks'])
          const sealed = stores.objectStore('sealed').count()
          const locks = stores.objectStore('locks').count()
          stores.oncomplete = () => {
            opened.result.close()
            done({ sealed: sealed.result, locks: locks.result })
          }
        }
      }),
  )

async function carryingPhone(): Promise<Person> {
  const phone = await Person.withDisk(disk, 'erase', false)
  await phone.signIn(role)
  await phone.page.evaluate(() => navigator.serviceWorker.ready)
  await phone.page.waitForSelector('.badge[data-carried]')
  return phone
}

async function writeOffline(phone: Person): Promise<string> {
  const { page } = phone
  await openFollowUp(phone)
  const resident = new URL(page.url()).pathname.split('/')[2]!
  await page.context().setOffline(true)
  await page.locator('[data-field="mode"] [data-entry]').focus()
  await phone.press('1')
  await page.locator('[data-field="symptom"] [data-entry]').focus()
  await phone.press('1')
  await page.locator('[data-field="sbp"] input').fill('131')
  await page.locator('[data-field="dbp"] input').fill('71')
  await page.locator('[data-field="adr"] [data-entry]').focus()
  await phone.press('1')
  await page.waitForSelector('.card.preview .class')
  await page.locator('[data-field="dbp"] input').press('Control+Enter')
  await page.waitForSelector('#kept')
  return resident
}

async function written(person: Person, resident: string): Promise<number> {
  const { items } = await person.ask<{ items: RecordRow[] }>('GET', `/api/residents/${resident}/records?limit=50`)
  return items.filter(({ record }) => Number(record.answers.sbp) === 131 && Number(record.answers.dbp) === 71).length
}

it.each(widths)('an administrator erases a lost telephone (%i px)', async (width) => {
  let phone = await carryingPhone()
  expect((await held(phone)).sealed).toBeGreaterThan(1)
  const resident = await writeOffline(phone)
  await phone.close()

  const desk = await Person.at(width, 'erase')
  await desk.signIn('sysadmin', '/accounts')
  await desk.page.fill('input[type=search]', accounts()(role).name)
  await desk.page.keyboard.press('Enter')
  await desk.settled()
  await desk.page.locator('.accounts li', { hasText: accounts()(role).name }).first().locator('.line button').click()
  await desk.page.waitForSelector('.device')
  await desk.page.locator('.device .erase').first().click()
  await desk.look('choice')
  await desk.page.locator('.device .lose').first().click()
  await desk.page.waitForFunction(() => [...document.querySelectorAll('.device .late')].some((one) => one.textContent?.includes('清除')))

  phone = await Person.withDisk(disk, 'erase', false)
  await phone.page.goto(`${base}/today`)
  await phone.page.waitForSelector('.erased')
  expect(await phone.text('.erased'), 'said plainly').toContain('1 份未发送的记录已丢失')
  await phone.look('erased')
  expect(await held(phone)).toEqual({ sealed: 0, locks: 0 })
  await phone.page.context().setOffline(true)
  await phone.page.fill('#name', accounts()(role).name)
  await phone.page.fill('#password', accounts()(role).password)
  await phone.page.keyboard.press('Enter')
  await phone.page.waitForSelector('#sign-in-refused p')
  await phone.close()

  await desk.page.reload()
  await desk.page.locator('.accounts li', { hasText: accounts()(role).name }).first().locator('.line button').click()
  await desk.page.waitForSelector('.device .done')
  expect(await desk.text('.device .done')).toContain('1 份未发送的已丢失')
  await desk.close()
  const again = await carryingPhone()
  expect(await written(again, resident), 'it is lost').toBe(0)
  await again.close()
})

it('the doctor has another device of his own send first and then erase', async () => {
  const phone = await carryingPhone()
  const resident = await writeOffline(phone)
  const desk = await Person.at(1440, 'erase-own')
  await desk.signIn(role, '/settings')
  await desk.page.waitForSelector('.device')
  const open = desk.page.locator('.device', { has: desk.page.locator('.erase') }).filter({ hasNotText: this_one }).first()
  const device = desk.page.locator(`[data-device="${await open.getAttribute('data-device')}"]`) // the button goes when it was pressed
  await device.locator('.erase').click()
  await desk.look('choice')
  await device.locator('.send-first').click()
  await desk.page.waitForFunction(() => [...document.querySelectorAll('.device .late')].some((one) => one.textContent?.includes('先发送')))
  await phone.page.context().setOffline(false)
  await phone.page.waitForSelector('.erased', { timeout: 60_000 })
  expect(await phone.text('.erased')).toContain('没有未发送的记录丢失')
  expect(await held(phone)).toEqual({ sealed: 0, locks: 0 })
  expect(await written(desk, resident), 'sent before').toBe(1)
  await phone.close()
  await desk.close()
})
