// Somebody of 35 and over comes by and nobody has measured this year: the prompt, the pressure by keyboard, three high days, the referral, the enrolment.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../src/common/format'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { invented, openArchive } from './people'

beforeAll(startBrowser)
afterAll(stopBrowser)

const keys_max = 14

/** Types on the real keyboard and counts. */
async function typed(person: Person, keys: string[]): Promise<number> {
  for (const key of keys) await person.press(key)
  return keys.length
}

describe.each(widths)('screening at %i px', (width) => {
  it('prompts, takes a pressure in a few keys, and leads to the programme', async () => {
    const person = await Person.at(width, 'screening')
    const { page } = person
    await person.signIn('ph_staff')
    const who = invented()
    const { id } = await openArchive(person, who)
    const today = await person.ask<{ today: string }>('GET', `/api/residents/${id}/programmes`).then((answer) => answer.today)
    const earlier = (on: string, sbp: number): Promise<unknown> =>
      person.ask('POST', `/api/residents/${id}/records`, { form: 'hypertension-screening/screening', service_date: on, answers: { sbp, dbp: 84 } })

    await page.goto(`${base}/residents#${encodeURIComponent(who.name)}`)
    await page.locator('.prompt').first().waitFor()
    expect(await person.text('.prompt')).toBe('首诊测血压')
    await person.look('search')
    await page.goto(`${base}/residents/${id}`)
    await page.locator('.file-head .prompt').waitFor()
    await person.look('file')
    await page.locator('.file-head .prompt').focus()
    let keys = await typed(person, ['Enter'])
    await page.waitForURL('**/forms/hypertension-screening/screening')
    await person.settled()
    await page.waitForSelector('[data-field="sbp"] input')
    if (person.onPhone) await page.locator('[data-field="sbp"] input').focus()
    expect(await person.focusedField(), 'the first empty field waits').toBe('sbp')
    keys += await typed(person, ['1', '2', '4', 'Enter', '7', '8', 'Control+Enter'])
    await page.waitForURL('**/records/**')
    expect(keys).toBeLessThanOrEqual(keys_max)
    await person.settled()
    expect(await person.text('.card .class')).toContain('高危人群')
    await person.look('decision')
    await page.goto(`${base}/residents/${id}`)
    await page.locator('.tasks li').first().waitFor()
    await page.locator('.tasks', { hasText: '高危人群测血压' }).waitFor()
    expect(await page.locator('.file-head .prompt').count(), 'measured this year').toBe(0)

    await earlier(addDays(today, -9), 150)
    await earlier(addDays(today, -4), 152)
    await earlier(today, 154)
    await page.reload()
    await page.locator('.tasks li').first().waitFor()
    await page.locator('.tasks', { hasText: '疑似高血压转诊随访' }).waitFor()
    await person.look('referred')
    await page.getByRole('link', { name: '填结果' }).first().click()
    await page.waitForURL('**/forms/hypertension-screening/referral-result')
    await person.settled()
    await page.waitForSelector('[data-field="arrived"]')
    await person.look('result')
    await person.ask('POST', `/api/residents/${id}/records`, { form: 'hypertension-screening/referral-result', service_date: today, answers: { arrived: true, result: '1' } })
    await page.goto(`${base}/residents/${id}`)
    await page.locator('.file-head .prompt.enrol').waitFor()
    await person.look('confirmed')
    await page.locator('.file-head .prompt.enrol').click()
    await page.waitForURL((url) => url.searchParams.get('tab') === 'programmes')
    await page.getByRole('button', { name: '纳入管理' }).click()
    await page.getByText('结束或恢复管理').waitFor()
    await person.settled()
    expect(await page.locator('.file-head .prompt').count()).toBe(0)
    await page.getByText('结束或恢复管理').click()
    await person.look('enrolled')
    await page.getByRole('button', { name: '保存' }).first().click()
    await page.waitForFunction(() => document.body.innerText.includes('结案'))
    await person.look('closed')
    await person.close()
  })
})
