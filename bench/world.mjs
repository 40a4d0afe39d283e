// What every line of the benchmark stands on: the cached county, copies of it, a running server, clients that are signed in.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, cpSync, existsSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

export const root = new URL('..', import.meta.url).pathname;
export const build = process.env.JIWEI_BENCH_BUILD ?? join(root, 'build/release');
export const county = '350881';
const passwords = ['Qz7-wolf-Amber-kelp', 'Vp9-lime-Copper-tarn'];

export const run = (program, args, options = {}) =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'], ...options });
export const jiwei = (...args) => run(join(build, 'jiwei'), args, { cwd: root });
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
export const say = (text) => process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${text}\n`);
export const seconds = (since) => Number(process.hrtime.bigint() - since) / 1e9;
export const now = () => process.hrtime.bigint();

export function query(database, sql) {
  const text = run('sqlite3', ['-json', database, sql]);
  return text.trim() === '' ? [] : JSON.parse(text);
}
export const count = (database, table) => query(database, `SELECT COUNT(*) AS n FROM ${table}`)[0].n;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/// The county depends on these: another schema, pack or generator makes another one.
function digest() {
  const hash = createHash('sha256');
  const wanted = [...files(join(root, 'modules')), ...files(join(root, 'platform'))].filter((name) => /migrations\/.*\.sql$/.test(name));
  for (const name of [...wanted, ...files(join(root, 'packs')), ...files(join(root, 'app/demo'))]) hash.update(name.slice(root.length)).update(readFileSync(name));
  return hash.digest('hex').slice(0, 16);
}

/// The same places, staff and accounts, and no people: what a county is before its roster is imported.
export function emptyCounty(from, to) {
  cpSync(from, to, { recursive: true });
  const database = join(to, 'jiwei.db');
  const kept = /^(county|county_clock|county_parameter|division|grid.*|institution.*|pack|population_figure|setup_link|staff|user_.*|schema_.*|migration.*|jiwei_.*)$/;
  const tables = query(database, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").map((row) => row.name);
  const emptied = tables.filter((table) => !kept.test(table));
  run('sqlite3', [database, `BEGIN; ${emptied.map((table) => `DELETE FROM ${table};`).join(' ')} COMMIT; VACUUM;`]);
}

function makeCounty(folder, residents) {
  const data = join(folder, 'data');
  say(`making a county of ${residents} residents (once, kept in ${folder})`);
  jiwei('demo', '--data', data, '--county', county, '--residents', String(residents), '--seed', '1');
  const password = join(folder, 'password');
  writeFileSync(password, passwords[0] + '\n', { mode: 0o600 });
  const townships = query(join(data, 'jiwei.db'), "SELECT id, code FROM institution WHERE kind IN ('H3','H4') ORDER BY code");
  townships.forEach((township, i) => jiwei('user', 'add', `ph${i}`, '--role', 'ph_staff', '--institution', township.code, '--password-file', password, '--data', data));
  say('writing its roster and an empty county');
  jiwei('export', join(folder, 'roster.csv'), '--data', data);
  emptyCounty(data, join(folder, 'empty'));
  return townships.length;
}

/// Each account must change its password at its first sign-in.
async function changePasswords(folder, accounts) {
  const server = await serve(['--data', join(folder, 'data')]);
  for (let i = 0; i < accounts; ++i) {
    const client = await signIn(server, `ph${i}`, passwords[0]);
    const body = JSON.stringify({ current: passwords[0], password: passwords[1] });
    const answer = await fetch(server.url + '/api/session/password', { method: 'POST', headers: { ...client.headers, 'Content-Type': 'application/json' }, body });
    if (answer.status !== 200) throw new Error(`the password of ph${i} was not changed: ${await answer.text()}`);
  }
  await server.stop();
}

/// The server's own work of the day (opening the year, looking for duplicates) is done before anything is measured or recorded: else it
/// would run beside every copy, and its statements would stand in the record as if the clients had asked for them.
async function settle(folder) {
  const data = join(folder, 'data');
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10); // the county's civil day
  const done = join(folder, `settled-${day}`);
  if (existsSync(done)) return;
  say('doing the day\'s own work of the county');
  const server = await serve(['--data', data]);
  const waiting = () => query(join(data, 'jiwei.db'), 'SELECT COUNT(*) AS n FROM job WHERE state < 2')[0].n;
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    quiet = waiting() === 0 ? quiet + 1 : 0;
  }
  await server.stop();
  writeFileSync(done, '');
}

/// Above this a county is not lived through but multiplied (bench/multiply.sql), and only some lines are measured on it.
const livedResidentsMax = 200_000;
const multipliedResidents = 20_000;

async function multiplyCounty(folder, residents) {
  if (residents % multipliedResidents !== 0) throw new Error(`a county is multiplied to a multiple of ${multipliedResidents} residents`);
  const small = await openCounty(multipliedResidents);
  say(`multiplying the county of ${multipliedResidents} residents to ${residents} (once, kept in ${folder})`);
  cpSync(small.data, join(folder, 'data'), { recursive: true });
  cpSync(small.roster, join(folder, 'roster.csv'));
  const sql = readFileSync(new URL('multiply.sql', import.meta.url), 'utf8').replaceAll(':last', String(residents / multipliedResidents - 1));
  run('sqlite3', ['-bail', join(folder, 'data/jiwei.db')], { input: sql, stdio: ['pipe', 'pipe', 'pipe'] });
}

export const isMultiplied = (options) => options.county === 'multiplied' || (options.county === '' && options.residents > livedResidentsMax);

export async function openCounty(residents, multiplied = false) {
  const folder = join(process.env.JIWEI_BENCH_CACHE, `${residents}${multiplied ? '-multiplied' : ''}-${digest()}`);
  if (!existsSync(folder)) {
    const making = mkdtempSync(join(process.env.JIWEI_BENCH_CACHE, 'making-'));
    if (multiplied) {
      await multiplyCounty(making, residents);
    } else {
      await changePasswords(making, makeCounty(making, residents));
    }
    renameSync(making, folder);
  }
  await settle(folder);
  return { folder, residents, data: join(folder, 'data'), database: join(folder, 'data/jiwei.db'), roster: join(folder, 'roster.csv'), empty: join(folder, 'empty') };
}

/// Copies a data directory; what the copy left in the page cache is written out, so that it is not written out during a measurement.
export function copyData(from, to, { sync = true } = {}) {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  if (sync) run('sync', ['-f', to]);
  return join(to, 'jiwei.db');
}

const servers = new Set();
/// After a line that failed half-way.
export const killServers = () => servers.forEach((child) => child.kill('SIGKILL'));
process.on('exit', killServers);

export async function serve(args) {
  const began = now();
  const child = spawn(join(build, 'jiwei'), ['serve', '--listen', '127.0.0.1:0', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  servers.add(child);
  child.on('exit', () => servers.delete(child));
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
      const found = /is ready: (http\S+)/.exec(text);
      if (found) resolve(found[1].replace(/\/$/, ''));
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const answer = await fetch(url + '/healthz');
  if (answer.status !== 200) throw new Error(`the first answer was ${answer.status}`);
  const stop = () => new Promise((resolve) => (child.on('exit', resolve), child.kill('SIGTERM')));
  return { url, address: url.slice('http://'.length), pid: child.pid, startSeconds: seconds(began), stop };
}

export async function signIn(server, name, password = passwords[1], code = undefined) {
  const answer = await fetch(server.url + '/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name, password, code }) });
  const body = await answer.text();
  // A demo account with a second factor is told the code of the moment.
  const demo = /"detail":"demo:(\d{6})"/.exec(body);
  if (demo && !code) return signIn(server, name, password, demo[1]);
  if (answer.status !== 201) throw new Error(`${name} could not sign in: ${answer.status} ${body}`);
  const session = JSON.parse(body);
  const headers = { Cookie: answer.headers.getSetCookie()[0].split(';')[0], 'X-Jiwei-Csrf': session.csrf };
  return { session, headers, today: session.today };
}

/// The county administrator of the demo county, for the dashboard.
export function signInCountyAdmin(server, folder) {
  const { accounts } = JSON.parse(readFileSync(join(folder, 'demo-accounts.json'), 'utf8'));
  const account = accounts.find((one) => one.role === 'county_admin');
  return signIn(server, account.name, account.password);
}

const script = (requests) => requests.map((r) => [r.verb ?? 'GET', r.path, r.status ?? 200, r.expect, r.body ?? ''].join('\t')).join('\n') + '\n';
const headerText = (client) => Object.entries(client.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');

/// `lanes`: [{client, requests}]; connection i takes lane i modulo their number. Throws when an answer is wrong.
export function load(server, scratch, lanes, connections) {
  mkdirSync(scratch, { recursive: true });
  const args = ['--address', server.address, '--connections', String(connections), '--server-pid', String(server.pid)];
  lanes.forEach((lane, i) => {
    writeFileSync(join(scratch, `script-${i}`), script(lane.requests));
    writeFileSync(join(scratch, `headers-${i}`), headerText(lane.client));
    args.push('--script', join(scratch, `script-${i}`), '--headers', join(scratch, `headers-${i}`));
  });
  return JSON.parse(run(join(build, 'bench_load'), args));
}

export function replay(database, record, args = []) {
  return JSON.parse(run(join(build, 'bench_replay'), ['--database', database, '--record', record, ...args]));
}

/// PostgreSQL with every commit synced, as an installation has it; gone when this process ends.
export function startPostgres() {
  const [folder, url] = run(join(root, 'tools/test-postgres.sh'), ['start', '--durable', '--watch', String(process.pid)]).trim().split('\n');
  const named = (name) => url.replace('/postgres?', `/${name}?`);
  const psql = (name, sql) => run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', named(name), '-c', sql]).trim();
  return { folder, named, psql, stop: () => run(join(root, 'tools/test-postgres.sh'), ['stop', folder]) };
}

export function machine() {
  const cpu = /model name\s*:\s*(.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown';
  const memory = Number(/MemTotal:\s*(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) / 1048576;
  return {
    cpu,
    cores: availableParallelism(),
    memory: `${memory.toFixed(1)} GiB`,
    kernel: run('uname', ['-sr']).trim(),
    sqlite: run('sqlite3', ['--version']).split(' ')[0],
    postgres: run('psql', ['--version']).trim(),
    version: jiwei('--version').trim(),
  };
}

/// Median microseconds of one synced write of a page: what every durable commit waits for at least.
export function syncMicros(folder) {
  const file = openSync(join(folder, 'sync-probe'), 'w');
  const page = Buffer.alloc(4096);
  const micros = Array.from({ length: 101 }, () => {
    const began = now();
    writeSync(file, page);
    fdatasyncSync(file);
    return seconds(began) * 1e6;
  });
  closeSync(file);
  return median(micros);
}

export const megabytes = (path) => statSync(path).size / 1048576;
