// The question for the password at signing: met by a nurse, whose last showing of it is longer ago than a minute in this county.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounts } from './accounts'
import { Person, startBrowser, stopBrowser, widths } from './browser'
import { openFollowUp } from './follow-up'

beforeAll(startBrowser)
afterAll(stopBrowser)

const window_ms = 60_000
const focusInDialog = (person: Person): Promise<boolean> => person.page.evaluate(() => document.activeElement?.closest('.el-dialog') !== null)

describe.each(widths)('the signature at %i px', (width) => {
  it('asks for the password, keeps the focus, keeps the form when refused, and goes on by itself', { timeout: 240_000 }, async () => {
    const person = await Person.at(width, 'signature')
    const { page } = person
    await person.signIn('nurse')
    const shown_at = Date.now()
    await openFollowUp(person)
    await page.locator('[data-field="mode"] [data-entry]').first().focus()
    await person.press('1')
    for (const [field, value] of [['sbp', '136'], ['dbp', '84']] as const) await page.fill(`[data-field="${field}"] input`, value)
    for (const field of ['symptom', 'adr']) {
      await page.locator(`[data-field="${field}"] [data-entry]`).first().focus()
      await person.press('1')
    }
    await page.waitForFunction(() => document.querySelector('.card.preview .class'))
    await page.waitForTimeout(Math.max(0, shown_at + window_ms + 2_000 - Date.now()))
    await person.press('Control+Enter')
    await page.waitForSelector('.el-dialog #signature-password')
    await page.waitForFunction(() => document.activeElement?.id === 'signature-password')
    await person.look('asked')
    for (let steps = 0; steps < 8; steps += 1) {
      await person.press('Tab')
      expect(await focusInDialog(person), `Tab ${steps + 1} stays in the dialog`).toBe(true)
    }
    await page.fill('#signature-password', 'not the password')
    await page.locator('#signature-password').press('Enter')
    await page.waitForFunction(() => (document.querySelector('#signature-refused')?.textContent ?? '').length > 0)
    expect(await page.locator('#signature-password').getAttribute('aria-invalid')).toBe('true')
    await person.look('refused')
    await person.press('Escape')
    await page.waitForSelector('.el-dialog', { state: 'hidden' })
    expect(await page.inputValue('[data-field="sbp"] input'), 'nothing typed is lost').toBe('136')
    expect(new URL(page.url()).pathname).toContain('/forms/')
    await page.locator('[data-field="sbp"] input').focus()
    await person.press('Control+Enter')
    await page.waitForSelector('.el-dialog #signature-password')
    await page.fill('#signature-password', accounts()('nurse').password)
    await page.locator('#signature-password').press('Enter')
    await page.waitForURL('**/records/**')
    await person.settled()
    await person.look('signed')
    await person.close()
  })
})
