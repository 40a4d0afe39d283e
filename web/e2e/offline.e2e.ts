// Days without a network: the server out of reach, the browser killed and started again, everything there once in the end.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accounts } from './accounts'
import { base, Person, startBrowser, stopBrowser } from './browser'

const disk = mkdtempSync(join(tmpdir(), 'jiwei-phone-'))
const visits = 20
const killed_after = 8
const role = 'township_doctor'

beforeAll(startBrowser)
afterAll(async () => {
  await stopBrowser()
  rmSync(disk, { recursive: true, force: true })
})

/** Another address within the page, which a reload would shut. */
const go = (person: Person, path: string): Promise<void> =>
  person.page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: history.state as unknown }))
  }, path)

const badge = (person: Person): Promise<string> => person.page.locator('.badge .words').first().evaluate((element) => element.textContent ?? '')

async function signInWithoutServer(person: Person): Promise<void> {
  const { page } = person
  await page.goto(`${base}/today`)
  await page.waitForSelector('#name')
  await person.look('sign-in')
  await page.fill('#name', accounts()(role).name)
  await page.fill('#password', 'not the password')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#sign-in-refused p')
  expect(await person.text('#sign-in-refused p')).toContain('密码')
  await page.fill('#password', accounts()(role).password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.tasks, .empty')
}

async function record(person: Person, resident: string, sbp: number, waiting: number): Promise<void> {
  const { page } = person
  await go(person, `/residents/${resident}/forms/hypertension/follow-up`)
  await page.waitForFunction((id) => location.pathname.includes(id) && document.querySelector('[data-field="sbp"] input'), resident)
  await page.locator('[data-field="mode"] [data-entry]').focus()
  await person.press('1')
  await page.locator('[data-field="symptom"] [data-entry]').focus()
  await person.press('1')
  await page.locator('[data-field="sbp"] input').fill(String(sbp))
  await page.locator('[data-field="dbp"] input').fill('82')
  await page.locator('[data-field="adr"] [data-entry]').focus()
  await person.press('1')
  await page.waitForSelector('.card.preview .class')
  await page.locator('[data-field="dbp"] input').press('Control+Enter')
  await page.waitForSelector('#kept')
  await page.waitForFunction((n) => (document.querySelector('.badge .words')?.textContent ?? '').includes(String(n)), waiting)
}

it('twenty follow-ups without a server, a killed browser, and all of them there once', { timeout: 240_000 }, async () => {
  let person = await Person.withDisk(disk, 'offline', false)
  await person.signIn(role)
  await person.page.evaluate(() => navigator.serviceWorker.ready)
  await person.page.waitForSelector('.badge[data-carried]')
  await person.page.goto(`${base}/programmes?list=all`)
  await person.page.waitForSelector('tbody tr')
  const links = await person.page.locator('tbody tr', { hasNotText: '失访' }).locator('th a').evaluateAll((all) => all.map((a) => a.getAttribute('href')!.split('/')[2]!))
  const residents = Array.from({ length: visits }, (_, at) => links[at % links.length]!)
  await person.page.waitForSelector('.badge[data-carried]')
  await person.close()

  person = await Person.withDisk(disk, 'offline', true)
  await signInWithoutServer(person)
  await person.look('today')
  for (let at = 0; at < killed_after; at += 1) await record(person, residents[at]!, 120 + at, at + 1)
  await person.close()

  person = await Person.withDisk(disk, 'offline', true)
  await signInWithoutServer(person)
  expect(await badge(person)).toContain(String(killed_after))
  await go(person, '/residents')
  await person.page.waitForSelector('tbody tr, .results a')
  for (let at = killed_after; at < visits; at += 1) await record(person, residents[at]!, 120 + at, at + 1)
  await person.look('kept')

  await person.page.context().setOffline(false)
  await person.page.waitForSelector('.badge.good', { timeout: 60_000 }).catch(async () => {
    await person.page.fill('#password', accounts()(role).password) // the session had ended meanwhile
    await person.page.keyboard.press('Enter')
    await person.page.waitForSelector('.badge.good', { timeout: 60_000 })
  })
  const found = await person.page.evaluate(async (ids) => {
    const all: Record<string, number[]> = {}
    const { today } = (await (await fetch('/api/session')).json()) as { today: string }
    for (const id of new Set(ids)) {
      const answer = (await (await fetch(`/api/residents/${id}/records?limit=50`)).json()) as { items: { record: { service_date: string; answers: { sbp?: number | string; dbp?: number | string } } }[] }
      all[id] = answer.items.filter((row) => row.record.service_date === today && Number(row.record.answers.dbp) === 82).map((row) => Number(row.record.answers.sbp))
    }
    return all
  }, residents)
  const wanted: Record<string, number[]> = {}
  residents.forEach((id, at) => (wanted[id] ??= []).push(120 + at))
  for (const [id, values] of Object.entries(wanted)) expect(found[id]!.sort(), id).toEqual(values)
  expect(person.complaints).toEqual([])
  await person.close()
})
