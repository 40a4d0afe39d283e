// Every case of every pack in WebAssembly, and the whole answers compared byte by byte with the native program.
// usage: node cases_test.mjs core.wasm native_calls packs
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';

const [modulePath, nativePath, packsPath] = process.argv.slice(2);

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]);
}

function bundleOf(folder) {
  return Object.fromEntries(filesBelow(folder).map((path) => [relative(folder, path), readFileSync(path, 'utf8')]).sort());
}

async function loadCore(path) {
  const refuse = new Proxy({}, { get: () => () => 52 });
  const { instance } = await WebAssembly.instantiate(readFileSync(path), { wasi_snapshot_preview1: refuse });
  const core = instance.exports;
  core._initialize();
  return (request) => {
    const bytes = new TextEncoder().encode(request);
    const at = core.jiwei_alloc(bytes.length);
    new Uint8Array(core.memory.buffer, at, bytes.length).set(bytes);
    const out = core.jiwei_call(at, bytes.length);
    core.jiwei_free(at);
    const length = new DataView(core.memory.buffer).getUint32(out, true);
    const answer = new TextDecoder().decode(new Uint8Array(core.memory.buffer, out + 4, length));
    core.jiwei_free(out);
    return answer;
  };
}

/** Only folders that are programmes: value sets, roles and divisions are read elsewhere. */
function requestsOf(folder) {
  const bundle = bundleOf(folder);
  const cases = Object.keys(bundle).filter((path) => path.startsWith('cases/') && path.endsWith('.json'));
  return [JSON.stringify({ fn: 'load_pack', bundle }), ...cases.map((path) => `{"fn":"run_cases","file":${bundle[path].replace(/\r?\n/g, ' ')}}`)];
}

const folders = [packsPath, join(packsPath, 'templates')].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
const packs = folders.filter((folder) => existsSync(join(folder, 'pack.json')));
const requests = packs.flatMap(requestsOf);
const call = await loadCore(modulePath);
const wasm = requests.map(call);
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
