// Every case of every pack in WebAssembly, in Node or in Chromium, and the whole answers compared byte by byte with the native program.
// usage: node cases_test.mjs cases.wasm native_calls packs [node | chromium]
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

const [modulePath, nativePath, packsPath, place = 'node'] = process.argv.slice(2);

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]);
}

function bundleOf(folder) {
  return Object.fromEntries(filesBelow(folder).map((path) => [relative(folder, path), readFileSync(path, 'utf8')]).sort());
}

/** Runs where it is sent: here, or as text in a page of the browser. Takes the module's bytes in base64. */
async function answersOf({ module, requests }) {
  const bytes = Uint8Array.from(atob(module), (letter) => letter.charCodeAt(0));
  const refuse = new Proxy({}, { get: () => () => 52 });
  const { instance } = await WebAssembly.instantiate(bytes, { wasi_snapshot_preview1: refuse });
  const core = instance.exports;
  core._initialize();
  return requests.map((request) => {
    const sent = new TextEncoder().encode(request);
    const at = core.jiwei_alloc(sent.length);
    new Uint8Array(core.memory.buffer, at, sent.length).set(sent);
    const out = core.jiwei_call(at, sent.length);
    core.jiwei_free(at);
    const length = new DataView(core.memory.buffer).getUint32(out, true);
    const answer = new TextDecoder().decode(new Uint8Array(core.memory.buffer, out + 4, length));
    core.jiwei_free(out);
    return answer;
  });
}

/** Debian's browser, as the journeys of the page start it. */
async function inChromium(work) {
  const { chromium } = createRequire(new URL('../../../web/package.json', import.meta.url))('playwright-core');
  const browser = await chromium.launch({ executablePath: process.env.JIWEI_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    console.log(`Chromium ${browser.version()}`);
    return await page.evaluate(answersOf, work);
  } finally {
    await browser.close();
  }
}

/** Only folders that are programmes: value sets, roles and divisions are read elsewhere. */
function requestsOf(folder) {
  const bundle = bundleOf(folder);
  const cases = Object.keys(bundle).filter((path) => path.startsWith('cases/') && path.endsWith('.json'));
  return [JSON.stringify({ fn: 'load_pack', bundle }), ...cases.map((path) => `{"fn":"run_cases","file":${bundle[path].replace(/\r?\n/g, ' ')}}`)];
}

/** Of identity and the like: the runner reads them whole. Search asks a database and stays native. */
function otherRequests(folder, values) {
  if (!existsSync(join(folder, 'cases'))) return [];
  const files = filesBelow(join(folder, 'cases')).filter((path) => path.endsWith('.cases') && !readFileSync(path, 'utf8').includes('kind: search'));
  return files.map((path) => JSON.stringify({ fn: 'run_case_file', file: relative(packsPath, path), text: readFileSync(path, 'utf8'), values }));
}

const valueFiles = filesBelow(join(packsPath, 'value-sets')).filter((path) => path.endsWith('.csv') && readFileSync(path, 'utf8').startsWith('set,code,'));
const values = Object.fromEntries(valueFiles.sort().map((path) => [relative(packsPath, path), readFileSync(path, 'utf8')]));

const folders = [packsPath, join(packsPath, 'templates')].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
const packs = folders.filter((folder) => existsSync(join(folder, 'pack.json')));
const others = readdirSync(packsPath).map((name) => join(packsPath, name)).filter((folder) => !packs.includes(folder));
const requests = [...packs.flatMap(requestsOf), ...others.flatMap((folder) => otherRequests(folder, values))];
const work = { module: readFileSync(modulePath).toString('base64'), requests };
const wasm = await (place === 'chromium' ? inChromium(work) : answersOf(work));
const native = execFileSync(nativePath, { input: requests.join('\n') + '\n', maxBuffer: 1 << 28 }).toString().trimEnd().split('\n');

let passed = 0;
const failures = [];
wasm.forEach((answer, i) => {
  if (answer !== native[i]) failures.push(`request ${i}: wasm and native differ`);
  const read = JSON.parse(answer);
  if (!read.ok) failures.push(`request ${i}: ${answer.slice(0, 2000)}`);
  for (const result of read.results ?? []) {
    if (result.passed) passed += 1;
    else failures.push(`${result.name}: ${result.differences.join('; ')}`);
  }
});
if (packs.length === 0 || passed === 0) failures.push('no case was run');
failures.forEach((line) => console.error(line));
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
