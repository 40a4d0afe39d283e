// Public-health staff: import a roster with bad rows, see the result, find a person by pinyin initials, open the file.
// The institution's head: what the clinics owe, the list of institutions.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser, widths, type Width } from './browser'

beforeAll(startBrowser)
afterAll(stopBrowser)

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
function idNumber(birth: string, sequence: number): string {
  const first = `350881${birth}${String(sequence).padStart(3, '0')}`
  const sum = [...first].reduce((all, digit, at) => all + Number(digit) * weights[at]!, 0)
  return first + '10X98765432'[sum % 11]
}

/** Rows nobody else has: the sequence comes from the clock. */
function roster(width: Width, village: string): { text: string; name: string } {
  const seed = Math.floor(Date.now() / 1000) % 900
  const name = '欧阳迎春'
  const rows = [
    [name, '女', idNumber('19500704', (seed % 499) * 2 + 2), '13900000001', village],
    ['司马测', '男', idNumber(width === 390 ? '19480101' : '19480102', (seed % 499) * 2 + 1), '13900000002', village],
    ['坏校验', '男', '350881195001010019', '13900000003', village],
    ['', '女', idNumber('19600101', 222), '13900000004', village],
  ]
  return { name, text: `\ufeff${[['姓名', '性别', '身份证号码', '联系电话', '村（居）'], ...rows].map((row) => row.join(',')).join('\r\n')}\r\n` }
}

describe.each(widths)('public-health staff at %i px', (width) => {
  it('imports a roster, downloads the bad rows and finds a new person by pinyin initials', async () => {
    const person = await Person.at(width, 'staff')
    const { page } = person
    await person.signIn('ph_staff')
    await person.look('today')
    await page.goto(`${base}/residents`)
    await page.waitForSelector('.people tbody tr')
    const village = await page.locator('.people .c-village').first().innerText()
    await person.look('residents')
    await page.goto(`${base}/residents/import`)
    await person.look('drop')
    const { text, name } = roster(width, village)
    await page.setInputFiles('input[type=file]', { name: `花名册-${width}-${Date.now()}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.waitForURL((url) => url.searchParams.has('id'))
    await page.waitForSelector('th select')
    await person.look('preview')
    await page.getByRole('button', { name: /开始导入/ }).click()
    await page.waitForSelector('.result', { timeout: 60_000 })
    expect(await person.text('.result')).toMatch(/新建档案\s*2[\s\S]*有问题\s*2/)
    expect(await person.text('main')).toContain('校验码')
    await person.look('result')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载有问题的行' }).click()])
    expect(readFileSync((await file.path())!, 'utf8')).toContain('坏校验')

    await page.locator('body').click({ position: { x: 5, y: 400 } })
    await person.press('/')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('combobox')
    await page.keyboard.type('oyyc', { delay: 30 })
    await page.waitForSelector('.results [role="option"]')
    await page.locator('.results [role="option"]', { hasText: name }).first().waitFor()
    await person.press('Enter')
    await page.waitForURL('**/residents#oyyc')
    await page.waitForSelector('.people tbody tr')
    await person.look('found')
    await page.getByRole('link', { name }).first().click()
    await page.waitForSelector('.file-head h1')
    expect(await person.text('.file-head h1')).toBe(name)
    await person.look('file')
    await page.goBack()
    expect(await page.locator('[role="combobox"]').inputValue(), 'Back keeps the search').toBe('oyyc')
    await person.close()
  })

  it('opens an archive and is told of a wrong number', async () => {
    const person = await Person.at(width, 'new')
    const { page } = person
    await person.signIn('ph_staff', '/residents/new')
    await page.locator('#f-id_no').fill('350802196002290019')
    await page.locator('#f-name').fill('测试人')
    await page.locator('#save').click()
    await page.waitForSelector('#n-id_no')
    expect(await person.text('#n-id_no')).toContain('校验码')
    await person.look('wrong-number')
    await person.close()
  })
})

describe.each(widths)('head of an institution at %i px', (width) => {
  it('sees what the clinics owe and the institutions', async () => {
    const person = await Person.at(width, 'head')
    const { page } = person
    await person.signIn('inst_admin')
    expect(await person.text('main')).toContain('各卫生室欠的')
    await person.look('today')
    await page.goto(`${base}/institutions`)
    await page.waitForSelector('tbody tr')
    await person.look('institutions')
    await page.goto(`${base}/residents/new`)
    await page.waitForURL((url) => url.pathname === '/forbidden')
    await person.look('forbidden')
    await page.goto(`${base}/settings`)
    await person.look('settings')
    await person.close()
  })
})
