// What a health centre brings along: the follow-ups of an earlier system; and children, whose archive stands on the newborn form.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { invented, openArchive } from './people'

beforeAll(startBrowser)
afterAll(stopBrowser)

const day_ms = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * day_ms + 8 * 3_600_000).toISOString().slice(0, 10)

describe.each(widths)('records of an earlier system at %i px', (width) => {
  it('maps a file, checks it, brings it in once and takes the refused rows home', async () => {
    const staff = await Person.at(width, 'import-records')
    const { page } = staff
    await staff.signIn('ph_staff', '/programmes/import')
    await staff.look('empty')
    const patient = await openArchive(staff, invented())
    await staff.ask('POST', `/api/residents/${patient.id}/enrolments`, { id: `e${Date.now()}`, programme: 'hypertension', enrolled_on: daysAgo(90), diagnosis: 'I10' })
    const rows = [
      ['流水号', '居民健康档案编号', '随访日期', '方式', '收缩压', '舒张压', '备注'],
      [`${width}-1`, patient.archive_no, daysAgo(60), '门诊随访', '146', '92', '略'],
      [`${width}-2`, patient.archive_no, daysAgo(30), '电话', '', '', ''],
      [`${width}-3`, patient.archive_no, daysAgo(20), '门诊随访', '532', '84', ''],
      [`${width}-4`, '35088199910199999', daysAgo(20), '门诊随访', '132', '84', ''],
    ]
    await page.selectOption('select', { label: '高血压患者随访服务记录表' })
    await page.setInputFiles('input[type=file]', { name: `旧系统-${width}.csv`, mimeType: 'text/csv', buffer: Buffer.from(rows.map((row) => row.join(',')).join('\n')) })
    await page.waitForSelector('#import-source')
    expect(await page.locator('#import-archive_no').inputValue(), 'usual headings are known').toBe('居民健康档案编号')
    await page.getByRole('button', { name: '先检查' }).click()
    await page.waitForSelector('#import-source[aria-invalid="true"]')
    await staff.look('wrong')
    await page.fill('#import-source', 'oldcare')
    await page.getByLabel('随访方式 文件的列').selectOption('方式')
    await page.locator('tr', { hasText: '随访方式' }).getByRole('button', { name: '文字换代码' }).click()
    await page.getByLabel('随访方式 文字换代码').fill('门诊随访=1；电话=3')
    await page.getByLabel('药物不良反应 每行都填').fill('1')
    await page.getByRole('button', { name: '先检查' }).click()
    await page.waitForSelector('#import-report')
    expect(await staff.text('#import-report .result')).toMatch(/可以导入\s*2[\s\S]*有问题\s*2/)
    expect(await staff.text('#import-report')).toContain('没有用到的列：备注')
    await staff.look('preview')
    await page.getByRole('button', { name: '导入', exact: true }).click()
    await page.waitForSelector('#import-report h2:has-text("导入完成")')
    expect(await staff.text('#import-report .result')).toMatch(/导入记录\s*2[\s\S]*有问题\s*2/)
    await staff.look('done')
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('#import-report').getByRole('button', { name: '下载有问题的行' }).click()])
    const refused = readFileSync((await file.path())!, 'utf8')
    expect(refused).toContain('RANGE_HARD')
    expect(refused).toContain('PERSON_UNKNOWN')
    await page.goto(`${base}/residents/${patient.id}?tab=timeline`)
    await page.waitForSelector('.file-head h1')
    await staff.settled()
    expect(await staff.text('main')).toContain('146')
    await staff.close()
  })
})

describe.each(widths)('children at %i px', (width) => {
  it('have the newborn form instead of the basic form, on paper too', async () => {
    const staff = await Person.at(width, 'child')
    const { page } = staff
    await staff.signIn('ph_staff', '/residents/new')
    await page.locator('#f-name').fill('百里小宝')
    await page.locator('#f-birth_date').fill(daysAgo(800))
    await page.keyboard.press('Tab')
    await page.getByText('七岁以下儿童不填个人基本信息表').waitFor()
    await staff.look('new')
    const one = invented()
    const birth = daysAgo(400 + (Date.now() % 300))
    const child = await openArchive(staff, { name: one.name, birth: birth.replaceAll('-', '') })
    await page.goto(`${base}/residents/${child.id}`)
    await page.waitForSelector('.file-head h1')
    await staff.settled()
    await page.locator('.file-head a', { hasText: '档案不完整' }).waitFor()
    await staff.look('incomplete')
    await page.locator('.file-head a', { hasText: '档案不完整' }).click()
    await page.waitForURL('**/forms/child/newborn-visit')
    const cover = await staff.ask<{ version: number }>('GET', `/api/residents/${child.id}/cover`)
    expect(cover.version).toBe(1)
    const saved = await staff.ask<{ record: { id: string } }>('POST', `/api/residents/${child.id}/records`, {
      id: `n${Date.now()}`,
      form: 'child/newborn-visit',
      service_date: daysAgo(1),
      answers: { mother_name: '百里母', ga: 39, mother_ill: ['1'], birth_org: '县医院', birth_mode: ['1'], guide: ['1'] },
      confirmed: [],
    })
    await page.goto(`${base}/residents/${child.id}/cover`)
    await page.getByText('七岁以下儿童以新生儿家庭访视记录表代替').waitFor()
    await staff.look('cover')
    const paper = await page.evaluate(async (id) => {
      const answer = await fetch(`/api/records/${id}/print`)
      return `${answer.headers.get('content-type') ?? ''} ${(await answer.text()).slice(0, 5)}`
    }, saved.record.id)
    expect(paper).toBe('application/pdf %PDF-')
    await staff.close()
  })
})
