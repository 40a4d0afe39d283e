// Accounts, absence, emergencies and who looked: what the head, the stand-in and the auditor do.
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounts } from './accounts'
import { base, Person, startBrowser, stopBrowser, type Width, widths } from './browser'
import { invented, openArchive } from './people'

beforeAll(startBrowser)
afterAll(stopBrowser)

/** The six digits of an authenticator (RFC 6238). */
function totp(secret: string, at_ms = Date.now()): string {
  const bits = [...secret.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at_ms / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  return String((hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** An act of weight: the first time the second factor is enrolled in the dialog, later its code is shown (a demo fills it in). */
async function show(person: Person, role: string): Promise<void> {
  const { page } = person
  await page.waitForSelector('#factor-password, #step-up-code, .el-message--success')
  if (await page.locator('#factor-password').count()) {
    await page.fill('#factor-password', accounts()(role).password)
    await person.press('Enter')
    await page.fill('#first-code', totp(await person.text('code.secret')))
    await person.press('Enter')
    await page.getByRole('button', { name: '已经抄好' }).click()
  } else if (await page.locator('#step-up-code').count()) {
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#step-up-code')?.value)
    await page.locator('#step-up-code').press('Enter')
  }
}

async function fillAll(person: Person, password: string): Promise<void> {
  await person.page.waitForSelector('input[type=password]')
  await person.settled()
  for (const field of await person.page.locator('input[type=password]').all()) await field.fill(password)
}

/** Somebody whom the demo county lacks, added at the server: the first sign-in changes the password and enrols the second factor. */
async function newcomer(width: Width, role: string, institution: string): Promise<Person> {
  const name = `${role}${width}${Date.now() % 1_000_000}`
  const data = dirname(process.env.JIWEI_ACCOUNTS ?? '')
  const folder = mkdtempSync(join(tmpdir(), 'jiwei-newcomer-'))
  writeFileSync(join(folder, 'password'), 'Xinlai-9273-ren\n')
  execFileSync(process.env.JIWEI_PROGRAM ?? '', ['user', 'add', name, '--data', data, '--role', role, '--institution', institution, '--password-file', join(folder, 'password')], { cwd: new URL('../..', import.meta.url).pathname })
  const person = await Person.at(width, `newcomer-${role}`)
  const { page } = person
  const own = 'Ziji-4418-shezhi'
  await page.goto(`${base}/sign-in`)
  await page.fill('#name', name)
  await page.fill('#password', 'Xinlai-9273-ren')
  await person.press('Enter')
  await page.waitForURL('**/password*')
  const fields = await page.locator('input[type=password]').all()
  await fields[0]!.fill('Xinlai-9273-ren')
  for (const field of fields.slice(1)) await field.fill(own)
  await person.press('Enter')
  await page.waitForSelector('#factor-password')
  await page.fill('#factor-password', own)
  await person.press('Enter')
  await page.fill('#first-code', totp(await person.text('code.secret')))
  await person.press('Enter')
  await page.getByRole('button', { name: '已经抄好' }).click()
  await page.waitForURL('**/today')
  return person
}

describe.each(widths)('access at %i px', (width) => {
  it('makes an account, hands over a one-time link, adds a second factor and a second place, resets the password', async () => {
    const head = await Person.at(width, 'accounts')
    const { page } = head
    await head.signIn('inst_admin', '/accounts')
    await page.getByRole('button', { name: '新建账号' }).click()
    const name = `n${width}${Date.now() % 1_000_000}`
    await page.keyboard.type(name)
    await page.locator('.adding input').nth(1).fill('新来的护士')
    await head.press('Enter')
    await page.waitForSelector('.once code')
    await head.look('made')
    const link = await head.text('.once code')

    const nurse = await Person.at(width, 'newcomer')
    await nurse.page.goto(link)
    const password = 'Xinlai-9273-hushi'
    await fillAll(nurse, password)
    await nurse.look('reset')
    await nurse.press('Enter')
    await nurse.page.waitForURL('**/sign-in*')
    await nurse.signInAs(name, password, '/settings')
    await nurse.page.getByRole('button', { name: '开始' }).click()
    await nurse.page.fill('#factor-password', password)
    await nurse.press('Enter')
    const secret = await nurse.text('code.secret')
    await nurse.page.fill('#first-code', totp(secret))
    await nurse.press('Enter')
    await nurse.page.waitForSelector('.codes li')
    await nurse.look('recovery')

    const row = page.locator('.accounts > li', { hasText: name })
    await row.getByRole('button', { name: '管理' }).click()
    await row.locator('.editor select').first().selectOption('ph_staff')
    await row.locator('.editor select').nth(1).selectOption({ label: '菁西社区社区卫生服务站' })
    await row.getByRole('button', { name: '增加角色' }).click()
    await show(head, 'inst_admin')
    await row.locator('.editor li', { hasText: '菁西' }).waitFor()
    await head.look('editor')
    await row.getByRole('button', { name: '重设密码' }).click()
    await row.locator('.once code').waitFor()
    await nurse.page.goto(await row.locator('.once code').innerText())
    const other = 'Xinde-4418-mima'
    await fillAll(nurse, other)
    await nurse.press('Enter')
    await nurse.page.waitForURL('**/sign-in*')
    await nurse.page.fill('#name', name)
    await nurse.page.fill('#password', other)
    await nurse.press('Enter')
    await nurse.page.waitForSelector('#code')
    await nurse.look('code')
    await nurse.page.fill('#code', totp(secret, Date.now() + 30_000))
    await nurse.press('Enter')
    await nurse.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
    await nurse.page.goto(`${base}/settings`)
    await nurse.page.getByRole('button', { name: '切换到这里' }).first().click()
    await nurse.page.waitForFunction(() => document.querySelector('.institution')?.textContent?.includes('菁西'))
    await nurse.close()
    await head.close()
  })

  it('asks a colleague to stand in; the head agrees; it ends early', async () => {
    const doctor = await Person.at(width, 'delegation')
    await doctor.signIn('township_doctor', '/reviews')
    const { page } = doctor
    await page.locator('form label', { hasText: '同事账号' }).locator('input').fill('nurse')
    await page.fill('#stand-in-to', width === 390 ? '20271230' : '20271231')
    await page.fill('#asked-why', '外出学习')
    await doctor.press('Enter')
    await page.waitForSelector('.line')
    await doctor.look('asked')
    const head = await Person.at(width, 'delegation-head')
    await head.signIn('inst_admin', '/reviews')
    await head.page.locator('.line .decide').first().getByRole('button', { name: '同意', exact: true }).click()
    await head.page.waitForSelector('.el-message--success')
    await head.look('agreed')
    await page.reload()
    await page.getByRole('button', { name: '提前结束' }).first().click()
    await page.waitForFunction(() => document.body.innerText.includes('已结束'))
    await head.close()
    await doctor.close()
  })

  it('asks for whole identities; another person agrees; the file comes with a password shown once; it is taken back', async () => {
    const asks = await Person.at(width, 'export')
    await asks.signIn('county_admin', '/reviews')
    const why = `移交省级平台 ${width}-${Date.now()}`
    await asks.page.locator('#part-exports').click()
    await asks.page.fill('#asked-why', why)
    await asks.page.locator('.asking select').selectOption({ index: 1 })
    await asks.press('Enter')
    const line = asks.page.locator('.line', { hasText: why })
    await line.waitFor()
    await asks.look('asked')

    const agrees = await newcomer(width, 'cdc', await asks.page.evaluate(async () => ((await (await fetch('/api/institutions')).json()) as { items: { code: string }[] }).items[0]!.code))
    await agrees.page.goto(`${base}/reviews`)
    await agrees.page.locator('#part-exports').click()
    const theirs = agrees.page.locator('.line', { hasText: why })
    await theirs.getByRole('button', { name: '同意', exact: true }).click()
    await theirs.getByText('已同意').waitFor()
    expect(await theirs.getByRole('button', { name: '下载加密文件' }).count()).toBe(0)

    await asks.page.reload()
    await asks.page.locator('#part-exports').click()
    const [file] = await Promise.all([
      asks.page.waitForEvent('download'),
      (async () => {
        await line.getByRole('button', { name: '下载加密文件' }).click()
        await asks.page.locator('#step-up-code').waitFor({ timeout: 3_000 }).then(() => show(asks, 'county_admin'), () => undefined)
      })(),
    ])
    expect(readFileSync((await file.path())!).subarray(0, 2).toString()).toBe('PK')
    expect(await asks.text('.once code')).toMatch(/^([A-Z2-9]{4}-){4}[A-Z2-9]{4}$/)
    await asks.look('fetched')
    await line.getByRole('button', { name: '撤回', exact: true }).click()
    await line.getByText('已撤回').waitFor()
    for (const person of [asks, agrees]) await person.close()
  })

  it('opens a stranger in an emergency; the head reviews; the person and the auditor see it', async () => {
    const staff = await Person.at(width, 'emergency-staff')
    await staff.signIn('ph_staff')
    const villages = await staff.ask<{ items: { code: string; name: string }[] }>('GET', '/api/divisions?parent=350881001000')
    const one = invented()
    const at = await openArchive(staff, { ...one, village: villages.items.find((village) => village.name.includes('菁西'))!.code })

    const doctor = await Person.at(width, 'emergency')
    const { page } = doctor
    await doctor.signIn('village_doctor', '/emergency')
    await page.fill('#glass-number', one.name)
    await doctor.press('Enter')
    await page.waitForSelector('#glass-number[aria-invalid=true]')
    await page.fill('#glass-number', one.number)
    await doctor.press('Enter')
    await page.waitForSelector('[name=glass-person]')
    expect(await page.innerText('main'), 'masked until it is opened').not.toContain(one.name)
    await page.getByLabel('其他').check()
    await page.getByRole('button', { name: '打开档案' }).click()
    await page.waitForSelector('#glass-text[aria-invalid=true]')
    await page.getByLabel('急救', { exact: true }).check()
    await page.fill('#glass-text', '路边晕倒，需看过敏史')
    await doctor.look('reason')
    await page.locator('#glass-text').press('Control+Enter')
    await page.waitForURL(`**/residents/${at.id}`)
    await page.waitForSelector('.file-head h1')
    expect(await doctor.text('.file-head h1')).toBe(one.name)
    await doctor.look('file')
    await page.goto(`${base}/emergency`)
    await page.waitForSelector('tbody tr')
    await doctor.look('own')

    const head = await Person.at(width, 'emergency-head')
    await head.signIn('inst_admin', '/reviews')
    await head.page.locator('#part-glass').click()
    const line = head.page.locator('.line', { hasText: '路边晕倒' }).filter({ has: head.page.locator('.decide') }).first()
    await line.getByRole('button', { name: '不合理' }).click()
    await head.page.waitForSelector('.decide .input')
    await head.look('reviewing')
    await line.getByRole('button', { name: '合理', exact: true }).click()
    await show(head, 'inst_admin')
    await head.page.waitForSelector('.el-message--success')

    await staff.page.goto(`${base}/residents/${at.id}?tab=looked`)
    await staff.page.waitForSelector('tr.marked')
    expect(await staff.text('tr.marked')).toContain('紧急调阅')
    await staff.look('looked')

    const auditor = await Person.at(width, 'audit')
    await auditor.signIn('auditor', '/audit')
    await auditor.page.waitForSelector('.lines tbody tr')
    await auditor.look('lines')
    await auditor.page.locator('.asked select').first().selectOption('act')
    await auditor.page.getByLabel('居民（系统号）').fill(at.id)
    await auditor.page.locator('.asked select').nth(1).selectOption('break_glass')
    await auditor.page.waitForFunction(() => document.querySelectorAll('.lines tbody tr').length === 1)
    expect(await auditor.text('.lines tbody')).toContain('紧急调阅')
    await auditor.page.fill('#audit-from', '20200101')
    await auditor.page.fill('#audit-to', '20200102')
    await auditor.press('Enter')
    await auditor.page.waitForSelector('.empty')
    await auditor.page.getByRole('button', { name: '清除' }).click()
    await auditor.page.waitForSelector('.lines tbody tr')
    await auditor.page.getByRole('button', { name: '校验日志链' }).click()
    await auditor.page.waitForSelector('ul[role=status] li')
    expect(await auditor.text('ul[role=status]')).not.toContain('改动')
    const [file] = await Promise.all([
      auditor.page.waitForEvent('download'),
      (async () => {
        await auditor.page.getByRole('button', { name: '导出', exact: true }).click()
        await auditor.page.locator('#step-up-code').waitFor({ timeout: 3_000 }).then(() => auditor.press('Enter'), () => undefined)
      })(),
    ])
    expect(readFileSync((await file.path())!, 'utf8').length).toBeGreaterThan(100)
    for (const person of [staff, doctor, head, auditor]) await person.close()
  })
})
