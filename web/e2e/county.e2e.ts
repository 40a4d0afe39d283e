// The county: numbers off target, from county to township to village; a follow-up moves them; names stay below.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { openFollowUp } from './follow-up'

beforeAll(startBrowser)
afterAll(stopBrowser)

const changeOf = (words: string): number => Number(/([\d,]+)/.exec(words)![1]!.replaceAll(',', ''))

/** People above the line of the chosen indicator. */
async function numerator(person: Person): Promise<number> {
  return changeOf((await person.text('.tile.chosen > .num.muted')).split('/')[0]!)
}

/** The doctor amends the record just signed: reason, other pressure, doubtful values confirmed, signed again. */
async function amendTo(doctor: Person, sbp: string, dbp: string): Promise<void> {
  const { page } = doctor
  await page.getByRole('button', { name: '更正' }).click()
  await page.waitForSelector('#reason')
  await page.locator('[data-field="sbp"] input').fill(sbp)
  await page.locator('[data-field="dbp"] input').fill(dbp)
  await page.locator('[data-field="dbp"] input').press('Control+Enter')
  expect(await doctor.focusedField(), 'an amendment needs its reason').toBe('reason')
  await page.keyboard.type('读数录错')
  await page.getByRole('button', { name: /签名并保存/ }).click()
  for (const field of ['sbp', 'dbp']) await page.locator(`[data-field="${field}"] .confirm`).click()
  await page.getByRole('button', { name: /签名并保存/ }).click()
  await page.waitForURL((url) => url.searchParams.get('signed') === '1')
  await page.locator('.versions li').nth(1).waitFor()
  await doctor.look('amended')
}

describe.each(widths)('county at %i px', (width) => {
  it('drills down from the county to a village, and a follow-up moves its numbers', async () => {
    const person = await Person.at(width, 'county')
    const { page } = person
    await person.signIn('county_admin')
    await person.look('today')
    await page.goto(`${base}/indicators?code=H2`)
    await page.waitForSelector('.bars tbody tr')
    await page.waitForSelector('.chart svg')
    await person.look('dashboard')
    const before = changeOf(await person.text('.as-of-line'))

    const doctor = await Person.at(1440, 'mover')
    await doctor.signIn('village_doctor')
    await openFollowUp(doctor)
    await doctor.page.locator('[data-field="mode"] [role="radio"]').first().click()
    await doctor.page.locator('[data-field="sbp"] input').fill('128')
    await doctor.page.locator('[data-field="dbp"] input').fill('78')
    await doctor.page.locator('[data-field="adr"] [role="radio"]').first().click()
    await doctor.page.locator('[data-field="dbp"] input').press('Control+Enter')
    await doctor.page.waitForURL('**/records/**')
    await page.reload()
    await page.waitForSelector('.bars tbody tr')
    expect(changeOf(await person.text('.as-of-line')), 'the dashboard stands at a later change').toBeGreaterThan(before)
    const controlled = await numerator(person)

    await amendTo(doctor, '172', '104')
    await page.reload()
    await page.waitForSelector('.bars tbody tr')
    expect(await numerator(person), 'one patient fewer is controlled').toBe(controlled - 1)
    await doctor.close()

    await page.locator('.bars tbody a').first().click()
    await page.waitForFunction(() => document.querySelectorAll('.path li').length === 2)
    await page.waitForSelector('.bars tbody tr')
    await person.look('township')
    const below = page.locator('.bars tbody a').first()
    await below.click()
    await page.waitForFunction(() => document.querySelectorAll('.path li').length === 3)
    // A county sees no name: rows without names, or none where they are few.
    await page.waitForFunction(() => /不显示姓名|人数太少|少于|没有|不显示/.test(document.querySelector('main')?.innerText ?? ''))
    expect(await page.locator('main a[href^="/residents/"]').count()).toBe(0)
    await person.look('village')
    await page.goBack()
    await page.waitForFunction(() => document.querySelectorAll('.path li').length === 2)
    await person.close()
  })

  it('reads the numbers of another day, and shares them by their address', async () => {
    const person = await Person.at(width, 'as-of')
    const { page } = person
    await person.signIn('county_admin', '/indicators')
    await page.waitForSelector('.tile')
    const now = await person.text('.tiles')
    await page.locator('.as-of input').first().fill('2025-01-31')
    await page.waitForURL((url) => url.searchParams.get('as_of') === '2025-01-31')
    await person.settled()
    await page.waitForFunction((words) => document.querySelector<HTMLElement>('.tiles')?.innerText !== words, now)
    await person.close()
  })
})
