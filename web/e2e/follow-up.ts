// Opening a hypertension follow-up as a doctor does: from today's list, or, when nobody is due, from the managed patients.
import { base, type Person } from './browser'

const due = '.tasks .go[href$="/forms/hypertension/follow-up"]'
let seen = 0

export async function openFollowUp(person: Person): Promise<void> {
  const { page } = person
  if (new URL(page.url()).pathname !== '/today') await page.goto(`${base}/today`)
  await person.settled()
  if ((await page.locator(due).count()) > 0) {
    await page.locator(due).first().focus()
    await person.press('Enter')
  } else {
    await page.goto(`${base}/programmes?programme=hypertension&list=all`)
    await page.waitForSelector('tbody tr')
    const people = page.locator('tbody tr', { hasNotText: '失访' }).locator('th a') // whom nobody finds is controlled by no reading
    seen += 1
    await people.nth(seen % (await people.count())).click()
    await page.waitForSelector('.file-head .el-button')
    await page.locator('.file-head .acts .el-button').first().click()
  }
  await page.waitForURL((url) => url.pathname.endsWith('/forms/hypertension/follow-up'))
  await person.settled()
  await page.waitForSelector('[data-field="sbp"] input')
}

/** Ctrl+Enter; a doubt about a computed value (the body mass index) is confirmed with Enter, and Enter signs. */
export async function signByKeys(person: Person, done: string): Promise<void> {
  const { page } = person
  await person.press('Control+Enter')
  for (let doubts = 0; doubts < 4; doubts += 1) {
    await page.waitForFunction((end) => document.querySelector(end) ?? document.activeElement?.matches('.confirm'), done)
    if (await page.locator(done).count()) return
    await person.press('Enter')
    await page.waitForFunction(() => document.activeElement?.closest('.sign-bar'))
    await person.press('Enter')
  }
}
