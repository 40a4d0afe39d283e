// The health examination: a long form. Sections fold, what is missing for whom stands beside it, a draft outlives the page.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'

beforeAll(startBrowser)
afterAll(stopBrowser)

async function openExamination(person: Person): Promise<string> {
  const { page } = person
  await page.goto(`${base}/programmes?programme=hypertension&list=all`)
  await page.waitForSelector('tbody tr')
  await page.locator('tbody tr', { hasNotText: '失访' }).locator('th a').first().click()
  await page.waitForSelector('.file-head .el-button')
  const file = new URL(page.url()).pathname
  await page.getByRole('button', { name: '健康体检' }).click()
  await page.waitForURL((url) => url.pathname.endsWith('/forms/examination/exam'))
  await person.settled()
  await page.waitForSelector('.groups')
  return file
}

async function type(person: Person, field: string, text: string): Promise<void> {
  await person.page.locator(`[data-field="${field}"] input`).first().fill(text)
  await person.press('Enter')
  await person.page.waitForTimeout(40)
}

describe.each(widths)('the examination at %i px', (width) => {
  it('is filled by keyboard, folds, keeps its draft and says what is missing', async () => {
    const person = await Person.at(width, 'examination')
    const { page } = person
    await person.signIn('village_doctor')
    await openExamination(person)
    const general = page.locator('#section-general-label')
    if (person.onPhone) {
      expect(await general.getAttribute('aria-expanded'), 'a long form begins folded on a phone').toBe('false')
      await person.look('folded')
      await general.click()
    }
    expect(await page.locator('[data-group="hypertension"]').count(), 'the programme of the person').toBe(1)
    await type(person, 'temp', '36.5')
    await page.waitForFunction(() => document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset.field === 'pulse')
    await type(person, 'pulse', '72')
    await type(person, 'resp', '16')
    await type(person, 'bp_l_s', '152')
    await page.waitForSelector('[data-field="bp_l_s"] .note.soft')
    await person.press('Enter')
    await type(person, 'bp_l_d', '84')
    await type(person, 'height', '165')
    await type(person, 'weight', '61')
    await page.waitForFunction(() => document.querySelector('[data-field="bmi"] .output')?.textContent?.includes('22.4'))
    await type(person, 'temp', '46')
    await page.waitForSelector('[data-field="temp"] .note.hard')
    await type(person, 'temp', '36.6')
    if (!person.onPhone) {
      const organs = page.locator('#section-organs-label')
      await organs.focus()
      await person.press('Enter')
      expect(await organs.getAttribute('aria-expanded')).toBe('false')
      expect(await page.locator('[data-field="lips"]').count()).toBe(0)
    }
    await person.look('form')
    // What is missing is one step away, folded or not.
    const lips = page.locator('[data-group="hypertension"] .link', { hasText: '锻炼频率' })
    await lips.click()
    await page.waitForFunction(() => document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset.field === 'ex_freq')
    await person.press('4')
    await page.waitForTimeout(700)
    await page.reload()
    await page.waitForSelector('.restored')
    if (person.onPhone) await page.locator('#section-general-label').click()
    expect(await page.locator('[data-field="pulse"] input').inputValue(), 'the draft is kept').toBe('72')
    await page.locator('.sign-bar .el-button').click()
    await page.waitForURL('**/records/**')
    await person.settled()
    expect(await person.text('[data-group="hypertension"]')).toContain('还缺')
    await person.look('signed')
    await person.close()
  })
})
