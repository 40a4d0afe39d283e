// The county loads a new edition while people work: what it changes and whom it touches, then in force; a bad one is refused with its place.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser, widths } from './browser'

beforeAll(startBrowser)
afterAll(stopBrowser)

const root = new URL('../../', import.meta.url).pathname
type Files = Record<string, string>

/** The committed pack as its author would send it. */
function built(edit: (files: Files) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'jiwei-pack-'))
  const file = join(folder, 'hypertension.json')
  execFileSync(join(root, 'build/release/jiwei'), ['pack', 'build', join(root, 'packs/hypertension'), '--out', file])
  const files = JSON.parse(readFileSync(file, 'utf8')) as Files
  edit(files)
  writeFileSync(file, JSON.stringify(files))
  return file
}
const replace = (files: Files, path: string, from: string, to: string): void => {
  if (!files[path]?.includes(from)) throw new Error(`${path} has no ${from}`)
  files[path] = files[path].replace(from, to)
}

describe.each(widths)('packs at %i px', (width) => {
  it('are checked, compared, put in force and withdrawn', async () => {
    const person = await Person.at(width, 'packs')
    const { page } = person
    await person.signIn('county_admin')
    const year = 2030 + widths.indexOf(width)
    const limit = String(130 - 10 * widths.indexOf(width)) // each edition differs from the one before it
    await page.goto(`${base}/packs`)
    await page.locator('tbody tr').first().waitFor()
    await person.look('in-force')

    const bad = built((files) => replace(files, 'rules/follow-up.rules', 'sbp >= sbp_target', 'sbp >= sbp_traget'))
    await page.locator('input[type=file]').first().setInputFiles(bad)
    await page.locator('.refused').waitFor()
    expect(await person.text('.refused')).toContain('rules/follow-up.rules:19:')
    await person.look('refused')

    const good = built((files) => {
      replace(files, 'pack.json', '"edition": "2017"', `"edition": "${year}"`)
      replace(files, 'pack.json', '2017-02-28', `${year}-01-01`)
      replace(files, 'parameters.json', 'controlled below", "value": 140', `controlled below", "value": ${limit}`)
      for (const path of Object.keys(files)) if (path.startsWith('cases/')) delete files[path]
    })
    await page.locator('input[type=file]').first().setInputFiles(good)
    await page.locator('#review').waitFor()
    expect(await page.locator('.refused').count()).toBe(0)
    expect(await person.text('.facts')).toMatch(/涉及居民\s+[1-9]/)
    expect(await page.locator('main').innerText()).toContain(limit)
    await person.look('review')
    await page.getByRole('button', { name: '载入并启用' }).click()
    await page.getByRole('row', { name: new RegExp(`${year}-01-01`) }).waitFor()
    await page.getByText('完成').first().waitFor()
    await person.look('loaded')

    // Loaded by mistake: out of force again, with a reason; what the program brought has no such button.
    const row = page.getByRole('row', { name: new RegExp(`${year}-01-01`) })
    expect(await page.getByRole('row', { name: /2017-02-28/ }).getByRole('button').count()).toBe(0)
    await row.getByRole('button').click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await person.look('withdraw-asked')
    await page.fill('#asked-reason', '误载了草案')
    await person.press('Enter')
    await row.waitFor({ state: 'detached' })
    await page.getByText('完成').first().waitFor()
    await person.look('withdrawn')
    const { items } = await person.ask<{ items: { name: string; edition: string }[] }>('GET', '/api/pack-editions')
    expect(items.filter((one) => one.name === 'hypertension').map((one) => one.edition), 'the one before decides again').toEqual(['2017'])
    await person.close()
  })
})
