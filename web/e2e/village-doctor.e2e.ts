// The village doctor: sign in, today, open a person, a follow-up by keyboard alone, the decision, the trend.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../src/common/format'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { openFollowUp, signByKeys } from './follow-up'

beforeAll(startBrowser)
afterAll(stopBrowser)

/** Enter until the field has the focus; a yellow note on the way is confirmed as a user would. */
async function enterTo(person: Person, field: string): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    if ((await person.focusedField()) === field) return
    await person.press('Enter')
    await person.page.waitForTimeout(25)
  }
  throw new Error(`Enter never came to ${field}; now at ${await person.focusedField()}`)
}

async function followUp(person: Person): Promise<{ name: string; file: string }> {
  const { page } = person
  await openFollowUp(person)
  const name = (await person.text('main h1')).trim()
  const file = new URL(page.url()).pathname.split('/forms/')[0]!
  if (person.onPhone) await page.locator('[data-field="mode"] [data-entry]').focus() // a tap: the keyboard does not jump up by itself
  expect(await person.focusedField(), 'the first required field waits').toBe('mode')
  await person.press('1')
  expect(await page.locator('[data-field="mode"] [aria-checked="true"]').innerText()).toContain('1')
  await enterTo(person, 'symptom')
  await person.press('1')
  await enterTo(person, 'sbp')
  await page.keyboard.type('152')
  await person.press('Enter')
  await page.waitForSelector('[data-field="sbp"] .note.soft')
  expect(await person.focusedField(), 'a doubtful value holds the focus once').toBe('sbp')
  await person.press('Enter')
  await enterTo(person, 'dbp')
  await page.keyboard.type('94')
  await enterTo(person, 'weight')
  await page.keyboard.type('66')
  await enterTo(person, 'adr')
  await person.press('1')
  await page.waitForFunction(() => document.querySelector('.card.preview .class'))
  return { name, file }
}

describe.each(widths)('village doctor at %i px', (width) => {
  it('records a follow-up by keyboard and sees class, next date and trend', async () => {
    const person = await Person.at(width, 'village')
    const { page } = person
    await person.signIn('village_doctor')
    await person.look('today')
    const { file } = await followUp(person)
    await person.look('form')
    const preview = await person.text('.card.preview .class')
    await signByKeys(person, '#signed')
    await page.waitForURL('**/records/**')
    await person.settled()
    const card = await person.text('.card')
    expect(await person.text('.card .class')).toContain('控制不满意')
    expect(await person.text('.card .class'), 'the server decides as the preview did').toBe(preview)
    const today = await person.text('#signed').then((words) => /\d{4}-\d{2}-\d{2}/.exec(words)![0])
    expect(card).toContain(addDays(today, 14))
    await person.look('decision')
    await page.goto(`${base}${file}`)
    await page.waitForSelector('.chart svg')
    await page.locator('.chart summary').click()
    expect(await person.text('.chart tbody tr')).toMatch(/152[\s\S]*94/)
    expect(await page.locator('.chart [role="img"]').getAttribute('aria-label')).toContain('152/94')
    await person.look('file')
    await page.getByRole('tab', { name: '时间线' }).click()
    await person.settled()
    expect(await person.text('.line li')).toContain('152/94')
    await person.look('timeline')
    await person.close()
  })

  it('keeps what was typed when the connection is lost, over reload and Back', async () => {
    const person = await Person.at(width, 'offline')
    const { page } = person
    await person.signIn('village_doctor')
    const { file } = await followUp(person)
    await page.waitForFunction(() => /\d\d:\d\d/.test(document.querySelector('.sign-bar [role=status]')?.textContent ?? ''))
    const form = page.url()
    await page.goBack()
    await page.goForward()
    await page.waitForSelector('[data-field="sbp"] input')
    expect(await page.locator('[data-field="sbp"] input').inputValue()).toBe('152')
    await page.reload()
    await page.waitForSelector('[data-field="sbp"] input')
    expect(await page.locator('[data-field="sbp"] input').inputValue()).toBe('152')
    expect(page.url()).toBe(form)
    await page.context().setOffline(true)
    await page.locator('[data-field="hr"] input').fill('80')
    await page.waitForSelector('.badge.warn')
    await page.locator('[data-field="hr"] input').focus()
    await signByKeys(person, '#kept')
    await page.waitForTimeout(100)
    expect(await person.text('.badge.warn .words')).toContain('1')
    await page.context().setOffline(false)
    await page.waitForFunction(() => document.querySelector('.badge.good'), undefined, { timeout: 30_000 })
    await page.goto(`${base}${file}?tab=timeline`)
    await person.settled()
    expect(await person.text('.line li')).toContain('152/94')
    await person.close()
  })

  it('refuses what cannot be, in words', async () => {
    const person = await Person.at(width, 'range')
    const { page } = person
    await person.signIn('village_doctor')
    await openFollowUp(person)
    await page.locator('[data-field="sbp"] input').fill('400')
    await page.locator('[data-field="sbp"] input').press('Enter')
    await page.waitForSelector('[data-field="sbp"] .note.hard')
    expect(await person.text('[data-field="sbp"] .note.hard')).toContain('50')
    expect(await person.focusedField()).toBe('sbp')
    await person.look('hard')
    await page.goto(`${base}/nowhere`)
    await person.look('not-found')
    await page.goto(`${base}/residents/01ZZZZZZZZZZZZZZZZZZZZZZZZ`)
    await page.waitForSelector('.error')
    await person.look('unknown-person')
    await person.close()
  })
})
