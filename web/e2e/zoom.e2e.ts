// At 200 % zoom a desk of 1440 x 900 has 720 x 450 pixels, and large type makes every line wider: nothing may be lost or cut off.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base, Person, startBrowser, stopBrowser } from './browser'

beforeAll(startBrowser)
afterAll(stopBrowser)

const pages: Record<string, string[]> = {
  village_doctor: ['/today', '/residents', '/residents/new', '/programmes', '/emergency', '/settings'],
  county_admin: ['/today', '/indicators', '/institutions', '/institutions/staff', '/institutions/grids', '/institutions/figures', '/institutions/registers/equipment', '/institutions/registers/creation?view=report'],
  inst_admin: ['/accounts', '/reviews', '/residents/duplicates'],
  auditor: ['/audit'],
}

/** Controls that stick out of the window sideways and that no box scrolls into view. */
function lost(): string[] {
  const inScroller = (element: Element): boolean => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (/(auto|scroll)/.test(getComputedStyle(at).overflowX)) return true
    }
    return false
  }
  return [...document.querySelectorAll('button, a[href], input, select, textarea, summary')]
    .filter((element) => {
      const { left, right, width, height } = element.getBoundingClientRect()
      return width > 1 && height > 1 && (left < -1 || right > innerWidth + 1) && !inScroller(element) && !element.closest('.sr, .skip')
    })
    .map((element) => `${element.tagName} ${element.className} ${(element.textContent ?? '').trim().slice(0, 20)}`)
}

describe.each([
  ['200 %', 720, false],
  ['large type', 1440, true],
  ['200 % and large type', 720, true],
] as const)('at %s', (what, width, large) => {
  it.each(Object.keys(pages))('%s loses nothing', async (role) => {
    const person = await Person.zoomed(width, `zoom-${role}${large ? '-large' : ''}`)
    const { page } = person
    await page.addInitScript((on) => localStorage.setItem('jiwei.large-type', on ? '1' : '0'), large)
    await person.signIn(role)
    for (const path of pages[role]!) {
      await page.goto(`${base}${path}`)
      await page.waitForSelector('main h1')
      await person.look(path.slice(1).replaceAll(/[/?=]/g, '-'))
      expect(await page.evaluate(lost), `${path} at ${what}`).toEqual([])
      expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize)), 'large type is on').toBeGreaterThanOrEqual(large ? 18 : 14)
    }
    await person.close()
  }, 180_000)
})

it('prints what is on the page without the frame', async () => {
  const person = await Person.zoomed(1440, 'print')
  const { page } = person
  await person.signIn('county_admin', '/institutions')
  await page.waitForSelector('table.grid')
  await page.emulateMedia({ media: 'print' })
  for (const part of ['.bar', '.side', '.bottom']) expect(await page.locator(part).first().isVisible(), `${part} is not printed`).toBe(false)
  expect(await page.locator('table.grid').isVisible()).toBe(true)
  await person.look('institutions')
  await person.close()
})
