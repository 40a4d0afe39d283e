// Days without a network: the server stopped, twenty follow-ups written, the browser killed in between and started again, the server back:
// everything there once, with its audit line and its part in the totals.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecordRow } from '../src/api/types'
import { accounts } from './accounts'
import { Person, startBrowser, stopBrowser } from './browser'
import { OwnServer } from './own-server'

const disk = mkdtempSync(join(tmpdir(), 'jiwei-phone-'))
const visits = 20
const killed_after = 8
const role = 'township_doctor'
const server = new OwnServer(process.env.JIWEI_SPARE_COUNTY ?? '')

beforeAll(async () => {
  await startBrowser()
  await server.start()
})
afterAll(async () => {
  await stopBrowser()
  await server.stop()
  rmSync(disk, { recursive: true, force: true })
})

const phone = (): Promise<Person> => Person.withDisk(disk, 'offline', false, server.url)

/** Another address within the page, which a reload would shut. */
const go = (person: Person, path: string): Promise<void> =>
  person.page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: history.state as unknown }))
  }, path)

const badge = (person: Person): Promise<string> => person.page.locator('.badge .words').first().evaluate((element) => element.textContent ?? '')

async function signInWithoutServer(person: Person): Promise<void> {
  const { page } = person
  await page.goto(`${server.url}/today`)
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

async function patients(person: Person): Promise<string[]> {
  await person.page.goto(`${server.url}/programmes?programme=hypertension&list=all`)
  await person.page.waitForSelector('tbody tr')
  const links = await person.page.locator('tbody tr', { hasNotText: '失访' }).locator('th a').evaluateAll((all) => all.map((a) => a.getAttribute('href')!.split('/')[2]!))
  return Array.from({ length: visits }, (_, at) => links[at % links.length]!)
}

async function back(person: Person): Promise<void> {
  await person.page.waitForSelector('.badge.good', { timeout: 60_000 }).catch(async () => {
    await person.page.fill('#password', accounts()(role).password) // the session had ended meanwhile
    await person.page.keyboard.press('Enter')
    await person.page.waitForSelector('.badge.good', { timeout: 60_000 })
  })
}

/** The follow-ups of today that this journey wrote: each value of each person, and the ids of their records. */
async function found(person: Person, residents: string[]): Promise<{ values: Record<string, number[]>; ids: string[] }> {
  const { today } = await person.ask<{ today: string }>('GET', '/api/session')
  const values: Record<string, number[]> = {}
  const ids: string[] = []
  for (const id of new Set(residents)) {
    const { items } = await person.ask<{ items: RecordRow[] }>('GET', `/api/residents/${id}/records?limit=50`)
    const mine = items.filter(({ record }) => record.service_date === today && Number(record.answers.dbp) === 82)
    values[id] = mine.map(({ record }) => Number(record.answers.sbp)).sort()
    ids.push(...mine.map(({ record }) => record.id))
  }
  return { values, ids }
}

it('twenty follow-ups with the server stopped, a killed browser, and all of them there once', { timeout: 300_000 }, async () => {
  let person = await phone()
  await person.signIn(role)
  await person.page.evaluate(() => navigator.serviceWorker.ready)
  await person.page.waitForSelector('.badge[data-carried]')
  const residents = await patients(person)
  await person.page.waitForSelector('.badge[data-carried]')
  await person.close()
  await server.stop()

  person = await phone()
  await signInWithoutServer(person)
  await person.look('today')
  await go(person, '/programmes?programme=hypertension&list=all')
  // The list of today has rows, too, until the other page stands.
  await person.page.waitForSelector('.lists')
  await person.page.waitForSelector('tbody tr')
  expect(await person.page.locator('tbody tr th a').evaluateAll((all) => all.map((a) => a.getAttribute('href')!.split('/')[2]!)), 'the same people are in care').toEqual(expect.arrayContaining([...new Set(residents)]))
  await go(person, '/programmes?programme=hypertension&list=H1')
  await person.page.waitForFunction(() => /随访 \d 次，应 \d 次|没有体检/.test(document.querySelector('tbody tr')?.textContent ?? ''))
  await person.look('worklist')
  await go(person, '/programmes?programme=hypertension-screening&list=unmeasured')
  await person.page.waitForSelector('tbody tr .go')
  await go(person, '/today')
  await person.page.waitForSelector('.tasks, .empty')
  for (let at = 0; at < killed_after; at += 1) await record(person, residents[at]!, 120 + at, at + 1)
  await person.kill(disk)

  person = await phone()
  await signInWithoutServer(person)
  expect(await badge(person)).toContain(String(killed_after))
  await go(person, '/residents')
  await person.page.waitForSelector('tbody tr, .results a')
  for (let at = killed_after; at < visits; at += 1) await record(person, residents[at]!, 120 + at, at + 1)
  await go(person, '/waiting')
  await person.page.waitForSelector('.queue li')
  expect(await person.page.locator('.queue li').count()).toBe(visits)
  await person.look('waiting')

  await server.start()
  await back(person)
  const wanted: Record<string, number[]> = {}
  residents.forEach((id, at) => (wanted[id] ??= []).push(120 + at))
  const { values, ids } = await found(person, residents)
  expect(values).toEqual(wanted)
  expect(new Set(ids).size).toBe(visits)
  await go(person, '/waiting')
  await person.page.waitForSelector('.sent li .accepted')
  expect(await person.page.locator('.sent li .accepted').count()).toBe(visits)
  await person.look('sent')
  expect(person.complaints).toEqual([])
  await person.close()

  await server.stop()
  expect(server.verify()).toMatch(/passed, 0 failed/)
  const named = ids.map((id) => `'${id}'`).join(',')
  expect(server.query<{ n: number }>(`SELECT COUNT(*) AS n FROM audit_act WHERE action = 'create' AND resource_id IN (${named})`)[0]!.n, 'an audit line each').toBe(visits)
  expect(server.query<{ n: number }>(`SELECT COUNT(*) AS n FROM outbox WHERE aggregate_id IN (${named})`)[0]!.n, 'a message each').toBe(visits)
})
