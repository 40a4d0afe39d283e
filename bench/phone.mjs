// A telephone with 2 GB: memory of the page with a whole slice, and how a form feels on a slow processor. Debian's Chromium, its renderer
// held to 512 MB of JavaScript heap and slowed six times.
//   node bench/phone.mjs URL demo-accounts.json [role]     (a server on a demo county, its page built)
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core');
const [url, accounts_file, role = 'township_doctor'] = process.argv.slice(2);
if (!accounts_file) {
  process.stderr.write('usage: node bench/phone.mjs URL demo-accounts.json [role]\n');
  process.exit(2);
}
const slow = 6;
const renderer_mb_max = 300;
const key_ms_max = 200;
const listed = JSON.parse(readFileSync(accounts_file, 'utf8'));
const account = (Array.isArray(listed) ? listed : listed.accounts).find((one) => one.role === role || one.roles?.includes(role));

/// Proportional share of the renderers' memory: what the telephone must find for this page.
function rendererMegabytes() {
  let kilobytes = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      kilobytes = Math.max(kilobytes, Number(/^Pss:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0));
    } catch {
      // ended meanwhile
    }
  }
  return kilobytes / 1024;
}

const browser = await chromium.launch({ executablePath: process.env.JIWEI_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--js-flags=--max-old-space-size=512'] });
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'zh-CN' });
const page = await context.newPage();
const devtools = await context.newCDPSession(page);
await devtools.send('Performance.enable');
const heap = async () => {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find((one) => one.name === 'JSHeapUsedSize').value / 1048576;
};
await devtools.send('Emulation.setCPUThrottlingRate', { rate: slow });
await page.goto(`${url}/today`);
await page.fill('#name', account.name);
await page.fill('#password', account.password);
let peak = 0;
const watching = setInterval(() => (peak = Math.max(peak, rendererMegabytes())), 50);
const began = Date.now();
await page.keyboard.press('Enter');
await page.waitForSelector('.badge[data-carried]', { timeout: 300_000 });
const carried = Number(await page.getAttribute('.badge', 'data-carried'));
const prepared = (Date.now() - began) / 1000;
await page.waitForSelector('.go');
const opened_at = Date.now();
await page.locator('.go[href*="/forms/"]').first().click();
await page.waitForSelector('[data-field="sbp"] input');
const form_ms = Date.now() - opened_at;
await page.locator('[data-field="sbp"] input').focus();
const keys = [];
for (const key of '138') {
  keys.push(
    await page.evaluate(
      (typed) =>
        new Promise((done) => {
          const from = performance.now();
          const input = document.querySelector('[data-field="sbp"] input');
          input.value += typed;
          input.dispatchEvent(new Event('input', { bubbles: true }));
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - from)));
        }),
      key,
    ),
  );
}
clearInterval(watching);
const heap_mb = await heap();
const rest_mb = rendererMegabytes();
await browser.close();
const lines = [
  ['people carried', String(carried), '', true],
  ['carried after sign-in', `${prepared.toFixed(1)} s`, '', true],
  ['renderer, highest', `${peak.toFixed(0)} MB`, `≤ ${renderer_mb_max} MB`, peak <= renderer_mb_max],
  ['renderer, form open', `${rest_mb.toFixed(0)} MB`, `≤ ${renderer_mb_max} MB`, rest_mb <= renderer_mb_max],
  ['JavaScript heap, form open', `${heap_mb.toFixed(0)} MB`, '', true],
  ['form opens', `${form_ms} ms`, '', true],
  ['a key in the form, slowest', `${Math.max(...keys).toFixed(0)} ms`, `≤ ${key_ms_max} ms`, Math.max(...keys) <= key_ms_max],
];
for (const [what, found, target, met] of lines) console.log(`${what.padEnd(28)}${found.padStart(10)}  ${target}${met ? '' : '  MISSED'}`);
process.exit(lines.every(([, , , met]) => met) ? 0 : 1);
