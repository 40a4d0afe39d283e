// A programme that the county loads itself has its lists at once: who is missing from its rate, whom to see for its tasks, who is in care.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'
import { invented, openArchive } from './people'

beforeAll(startBrowser)
afterAll(stopBrowser)

/** The template of `jiwei pack new`, built, once for all widths. */
async function loadTemplate(): Promise<void> {
  const program = process.env.JIWEI_PROGRAM ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'jiwei-pack-'))
  execFileSync(program, ['pack', 'new', 'copd', '--title', '慢阻肺患者健康管理', '--title-en', 'Management of COPD patients'], { cwd: folder })
  execFileSync(program, ['pack', 'build', 'copd', '--out', 'copd.json'], { cwd: folder })
  const person = await Person.at(1440, 'worklists-load')
  await person.signIn('county_admin')
  await person.ask('POST', '/api/pack-editions', { files: JSON.parse(readFileSync(join(folder, 'copd.json'), 'utf8')) as unknown })
  await person.close()
}
let loaded: Promise<void> | null = null

describe.each(widths)('worklists at %i px', (width) => {
  it('are there for every programme, without a line of ours', async () => {
    await (loaded ??= loadTemplate())
    const person = await Person.at(width, 'worklists')
    const { page } = person
    await person.signIn('village_doctor')
    const { id } = await openArchive(person, { ...invented(), birth: '19551205', number: undefined })
    const { name } = await person.ask<{ name: string }>('GET', `/api/residents/${id}`)
    const { today } = await person.ask<{ today: string }>('GET', `/api/residents/${id}/programmes`)
    await person.ask('POST', `/api/residents/${id}/enrolments`, { programme: 'copd', enrolled_on: today })
    await page.goto(`${base}/programmes`)
    await page.getByRole('button', { name: '慢阻肺患者健康管理', exact: true }).click()
    const row = page.locator('tbody tr', { hasText: name })
    await row.waitFor()
    expect(await row.innerText(), 'the reason that the pack tells').toContain('随访 0 次，应 4 次')
    await person.look('missing')
    await page.getByRole('button', { name: /^慢阻肺患者健康管理随访$/ }).click()
    await row.waitFor()
    await person.look('task')
    await page.getByRole('button', { name: '全部在管人员' }).click()
    await row.waitFor()
    await page.reload()
    await row.waitFor()
    await page.goto(`${base}/programmes`)
    await page.locator('.page-head', { hasText: '慢阻肺患者健康管理' }).waitFor()
    await page.getByRole('button', { name: '高血压患者健康管理', exact: true }).click()
    await page.locator('tbody tr').first().waitFor()
    await person.look('hypertension')
    await page.getByRole('button', { name: '高血压筛查', exact: true }).click()
    await page.locator('tbody tr .go').first().waitFor()
    await person.look('unmeasured')
    const first = (await person.text('tbody tr th')).trim()
    await page.locator('.find input').fill(first)
    await page.waitForFunction((wanted) => [...document.querySelectorAll('tbody tr th')].every((cell) => cell.textContent?.includes(wanted)), first)
    await page.locator('tbody tr .go').first().click()
    await page.waitForURL('**/forms/hypertension-screening/screening')
    await person.settled()
    await person.close()
  })
})
