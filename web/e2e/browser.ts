// A person at the page: Debian's Chromium, at a desk (1440) or on a phone (390), with axe and screenshots at every stop.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { accounts } from './accounts'

export const base = process.env.JIWEI_URL ?? 'http://127.0.0.1:8080'
export const widths = [1440, 390] as const
export type Width = (typeof widths)[number]

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = process.env.JIWEI_SHOTS ?? mkdtempSync(join(tmpdir(), 'jiwei-shots-'))
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']
const target_px = 44

const launch = { executablePath: process.env.JIWEI_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] }
let browser: Browser | undefined

export async function startBrowser(): Promise<void> {
  mkdirSync(shots, { recursive: true })
  console.log(`screenshots: ${shots}`)
  browser = await chromium.launch(launch)
}
export const stopBrowser = async (): Promise<void> => browser?.close()

interface Axe {
  run: (root: Document, options: object) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
}

export class Person {
  readonly complaints: string[] = []

  private constructor(
    readonly page: Page,
    readonly width: number,
    private readonly journey: string,
    /** The server it speaks to. */
    readonly home: string,
  ) {}

  static async at(width: Width, journey: string): Promise<Person> {
    const phone = width < 768
    const context = await browser!.newContext({ viewport: { width, height: phone ? 844 : 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', bypassCSP: true, hasTouch: phone, isMobile: phone, acceptDownloads: true })
    const person = new Person(await context.newPage(), width, journey, base)
    person.page.on('pageerror', (error) => person.complaints.push(error.message))
    return person
  }

  /** A desk whose window has fewer pixels than its screen: zoomed in. */
  static async zoomed(width: number, journey: string): Promise<Person> {
    const context = await browser!.newContext({ viewport: { width, height: width === 720 ? 450 : 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', bypassCSP: true })
    const person = new Person(await context.newPage(), width, journey, base)
    person.page.on('pageerror', (error) => person.complaints.push(error.message))
    return person
  }

  /** A phone with its own disk: what it keeps outlives the browser, which `close` or `kill` ends. */
  static async withDisk(folder: string, journey: string, offline: boolean, at: string = base): Promise<Person> {
    const context = await chromium.launchPersistentContext(folder, { ...launch, viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: true, hasTouch: true, bypassCSP: true })
    await context.setOffline(offline)
    const person = new Person(context.pages()[0] ?? (await context.newPage()), 390, journey, at)
    person.page.on('pageerror', (error) => person.complaints.push(error.message))
    return person
  }

  /** The browser of this disk dies at once, as with an empty battery: nothing is told to the page. */
  async kill(folder: string): Promise<void> {
    const main = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        try {
          return { pid: Number(name), line: readFileSync(`/proc/${name}/cmdline`, 'utf8') }
        } catch {
          return { pid: 0, line: '' } // ended meanwhile
        }
      })
      .filter(({ line }) => line.includes(`--user-data-dir=${folder}`) && !line.includes('--type='))
    expect(main.length, 'one browser holds the disk').toBe(1)
    const closed = new Promise((done) => this.page.context().once('close', done))
    process.kill(main[0]!.pid, 'SIGKILL')
    await closed
  }

  get onPhone(): boolean {
    return this.width < 768
  }

  signIn(role: string, to = '/today'): Promise<void> {
    const account = accounts()(role)
    return this.signInAs(account.name, account.password, to)
  }

  async signInAs(name: string, password: string, to = '/today'): Promise<void> {
    await this.page.goto(`${this.home}${to}`)
    await this.page.waitForURL((url) => url.pathname === '/sign-in')
    await this.page.fill('#name', name)
    await this.page.fill('#password', password)
    await this.page.keyboard.press('Enter')
    // Roles with a second factor: the page of a demo fills the code in.
    await this.page.waitForFunction(() => !location.pathname.startsWith('/sign-in') || document.querySelector<HTMLInputElement>('#code')?.value)
    if (new URL(this.page.url()).pathname.startsWith('/sign-in')) await this.page.keyboard.press('Enter')
    await this.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
    expect(new URL(this.page.url()).pathname, 'signed in and back at the page asked for').toBe(to)
    await this.settled()
  }

  async settled(): Promise<void> {
    await this.page.waitForLoadState('networkidle')
    await this.page.waitForFunction(() => !document.querySelector('.loading'))
  }

  /** What fades in or out has not its colours yet; what turns for ever is not waited for. */
  private async still(): Promise<void> {
    await this.page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().iterations === Infinity))
  }

  /** A picture, no axe finding, nothing wider than the screen, targets large enough on a phone. */
  async look(name: string): Promise<void> {
    await this.settled()
    await this.still()
    await this.page.screenshot({ path: join(shots, `${this.journey}-${name}-${this.width}.png`), fullPage: true })
    let found = await this.axeFindings()
    if (found.some((one) => one.includes('el-message'))) {
      // a message that fades away while it is looked at has the contrast of a ghost
      await this.page.waitForFunction(() => !document.querySelector('.el-message'))
      found = await this.axeFindings()
    }
    expect(found, `axe at ${name}`).toEqual([])
    expect(await this.page.evaluate(() => document.documentElement.scrollWidth), `${name} fits its screen`).toBeLessThanOrEqual(this.width)
    if (this.onPhone) expect(await this.smallTargets(), `targets at ${name}`).toEqual([])
    expect(this.complaints).toEqual([])
  }

  private async axeFindings(): Promise<string[]> {
    await this.page.evaluate(axe)
    const found = await this.page.evaluate((only) => (window as unknown as { axe: Axe }).axe.run(document, { runOnly: only }), rules)
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' ')}`)
  }

  /** Links within running text, and boxes whose label is the target, are exempt (WCAG 2.5.8 inline, 2.5.5). */
  private smallTargets(): Promise<string[]> {
    return this.page.evaluate((least) => {
      const exempt = (element: Element): boolean =>
        element.closest('.sr, .skip, [aria-hidden="true"]') !== null || (element.tagName === 'A' && element.closest('p, dd') !== null) || (element.matches('input[type=radio], input[type=checkbox], input[type=file]') && element.closest('label') !== null)
      return [...document.querySelectorAll('button, a[href], input, select, summary, [role=radio], [role=checkbox]')]
        .filter((element) => {
          const { width, height } = element.getBoundingClientRect()
          return width > 1 && height > 1 && height < least - 0.5 && !exempt(element)
        })
        .map((element) => `${element.tagName} ${element.className} ${(element.textContent ?? '').trim().slice(0, 20)} ${Math.round(element.getBoundingClientRect().height)}px`)
    }, target_px)
  }

  /** Asks the server as the page does, without the page: to prepare people and papers of a journey. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.page.evaluate(
      async ([how, where, sent]) => {
        const { csrf } = (await (await fetch('/api/session')).json()) as { csrf: string }
        const answer = await fetch(where, { method: how, headers: { 'content-type': 'application/json', 'x-jiwei-csrf': csrf }, body: sent === undefined ? undefined : JSON.stringify(sent) })
        const said = await answer.text()
        if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${said}`)
        return JSON.parse(said || 'null') as unknown
      },
      [method, path, body] as const,
    ) as Promise<T>
  }

  text(selector: string): Promise<string> {
    return this.page.locator(selector).first().innerText()
  }

  /** What has the keyboard now: the name of the form's field. */
  focusedField(): Promise<string> {
    return this.page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset.field ?? document.activeElement?.id ?? '')
  }

  press(...keys: string[]): Promise<void> {
    return keys.reduce<Promise<void>>((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve())
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }
}
