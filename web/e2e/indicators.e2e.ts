// Numbers: any day, every institution at once, files, periods as they were frozen; and from who is missing to the form that mends it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'

beforeAll(startBrowser)
afterAll(stopBrowser)

describe.each(widths)('indicators at %i px', (width) => {
  it('a county looks ahead, over all institutions, takes a file, and compares what was frozen', async () => {
    const person = await Person.at(width, 'numbers')
    const { page } = person
    await person.signIn('county_admin', '/indicators')
    await page.waitForSelector('.chart svg')
    await person.look('county')
    await page.locator('.quick').selectOption('this_year')
    await page.waitForURL((url) => url.searchParams.get('as_of')?.endsWith('-12-31') ?? false)
    await person.settled()
    expect(await person.text('.as-of-line')).toContain('推算')
    await page.goto(`${base}/indicators`)
    await page.getByRole('link', { name: '热力表' }).click()
    await page.waitForSelector('.heat tbody tr')
    await person.look('heat')
    const township = (await page.locator('.choose option').nth(1).innerText()).trim()
    await page.locator('.choose select').selectOption({ index: 1 })
    await page.waitForFunction((name) => document.querySelector('.panel-head h2')?.textContent?.includes(name), township)
    expect(await page.locator('.path li').count(), 'the county stays').toBe(1)
    expect(await person.text('.heat tbody .place'), 'village by village').toMatch(/卫生室|服务站/)
    await person.look('heat-villages')
    await page.goto(`${base}/indicators?view=table`)
    await page.waitForSelector('.heat tbody tr')
    await page.locator('.heat tbody .place a', { hasText: '卫生院' }).first().click()
    await page.waitForFunction(() => document.querySelectorAll('.path li').length === 2)
    await page.waitForSelector('.heat tbody tr')
    await person.look('heat-township')
    await page.locator('.heat tbody td a').first().click()
    await page.waitForFunction(() => document.querySelectorAll('.path li').length === 3 && !document.querySelector('.heat'))

    await page.goto(`${base}/indicators`)
    await page.waitForSelector('.tile')
    for (const [button, ending] of [['导出表格', '.xlsx'], ['导出 PDF', '.pdf']] as const) {
      const file = page.waitForEvent('download')
      await page.getByRole('button', { name: button }).click()
      expect((await file).suggestedFilename()).toMatch(new RegExp(`\\${ending}$`))
    }

    await page.getByRole('link', { name: '定期存档' }).click()
    await page.waitForSelector('.facts')
    expect(await person.text('main')).toContain('未被改动')
    expect(await page.locator('.pick option').count(), 'month, quarter, half-year and year').toBeGreaterThanOrEqual(4)
    await person.look('frozen')
    await person.close()
  })

  it('a frozen number opens into the people of its day, and tells who was changed since', async () => {
    const person = await Person.at(width, 'frozen-people')
    const { page } = person
    await person.signIn('inst_admin', '/indicators/frozen')
    await page.waitForSelector('.facts')
    const line = page.locator('tbody tr').filter({ hasText: '高血压患者规范管理率' })
    const number = (await line.locator('td').nth(1).innerText()).trim()
    await line.locator('a').click()
    await page.waitForSelector('#frozen-then')
    expect(await person.text('#frozen-then')).toContain(`存档时 ${number}`)
    await page.waitForSelector('.grid-scroll table.grid')
    expect(await person.text('main')).toContain('存档后')
    await person.look('people')
    await page.locator('#frozen-then a').click()
    await page.waitForURL((url) => url.pathname === '/indicators/frozen')
    await person.close()
  })

  it('a doctor goes from who is missing to the form that mends it', async () => {
    const person = await Person.at(width, 'missing')
    const { page } = person
    await person.signIn('village_doctor', '/indicators')
    await page.goto(`${base}/indicators?code=H1`)
    await page.waitForSelector('.mend')
    await person.look('people')
    expect(await person.text('main')).toMatch(/随访 \d 次，应 \d 次|本年度没有体检/)
    await page.locator('.mend').first().click()
    await page.waitForURL(/\/residents\/.+\/forms\//)
    await page.waitForSelector('[data-field]')
    await person.close()
  })
})
