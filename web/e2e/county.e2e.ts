// The county: numbers off target, from county to township to village; a follow-up moves them; names stay below.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { openFollowUp } from './follow-up'

beforeAll(startBrowser)
afterAll(stopBrowser)

const changeOf = (words: string): number => Number(/([\d,]+)/.exec(words)![1]!.replaceAll(',', ''))

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
    await doctor.close()

    await page.reload()
    await page.waitForSelector('.bars tbody tr')
    expect(changeOf(await person.text('.as-of-line')), 'the dashboard stands at a later change').toBeGreaterThan(before)

    await page.locator('.bars tbody a').first().click()
    await page.waitForFunction(() => document.querySelectorAll('.path li').length === 2)
    await page.waitForSelector('.bars tbody tr')
    await person.look('township')
    const below = page.locator('.bars tbody a').first()
    await below.click()
    await page.waitForFunction(() => document.querySelectorAll('.path li').length === 3)
    await person.settled()
    expect(await person.text('main')).toContain('只看汇总数字')
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
