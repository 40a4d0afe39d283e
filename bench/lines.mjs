// The lines of the benchmark: each measures ours and its baseline in turn, checks every answer, and says what it found.
import { execSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build, copyData, count, county, jiwei, load, median, megabytes, now, query, replay, root, run, say, seconds, serve, signIn, signInCountyAdmin, startPostgres } from './world.mjs';
import { indicatorsWanted, institutionsWanted, wideIndicators, widePacks, wideScan, widen } from './wide.mjs';
import { slice } from './slice.mjs';

const clients = 16;
const acts = 10_000;

/// Small and the same in every run.
function generator(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/// As a client mints it: the time, then what makes it unique.
function ulid(serial) {
  let time = 1_790_000_000_000 + serial;
  let head = '';
  for (let i = 0; i < 10; ++i, time = Math.floor(time / 32)) head = crockford[time % 32] + head;
  return head + 'BENCH' + String(serial).padStart(11, '0');
}

/// Residents in care by township hospital, in the order of the accounts ph0, ph1 …
function patientsByTownship(database) {
  const townships = query(database, "SELECT id, code FROM institution WHERE kind IN ('H3','H4') ORDER BY code");
  return townships.map((township, i) => ({
    account: `ph${i}`,
    ids: query(
      database,
      `SELECT e.resident_id AS id FROM enrolment e JOIN institution_closure c ON c.descendant_id = e.institution_id
       JOIN resident r ON r.id = e.resident_id WHERE c.ancestor_id = '${township.id}' AND e.state = 1 AND r.status = '1' ORDER BY e.resident_id`,
    ).map((row) => row.id),
  }));
}

/// 16 connections, more of them where more patients are.
function dealLanes(townships) {
  const taken = townships.map(() => 0);
  for (let i = 0; i < clients; ++i) {
    const share = (at) => townships[at].ids.length / (taken[at] + 1);
    ++taken[townships.reduce((best, _, at) => (share(at) > share(best) ? at : best), 0)];
  }
  return townships.flatMap((township, at) => Array.from({ length: taken[at] }, (_, i) => ({ account: township.account, ids: township.ids.filter((_, n) => n % taken[at] === i) })));
}

function followUp(random, resident, serial, today) {
  const id = ulid(serial);
  const answers = {
    mode: '1', symptom: ['1'], sbp: 116 + random(44), dbp: 68 + random(27), hr: 60 + random(35), height: 165, weight: 55 + random(9), smoke: 0, drink: 0,
    ex_n: 3, ex_min: 30, salt: '1', mental: '1', comply: '1', adherence: '1', adr: '1', drug: [{ name: '氨氯地平', n: 1, dose: 5, unit: 'mg' }],
  };
  const body = { id, form: 'hypertension/follow-up', service_date: today, answers, confirmed: ['/answers/sbp', '/answers/dbp'] };
  return { verb: 'POST', path: `/api/residents/${resident}/records`, status: 201, expect: `"id":"${id}"`, body: JSON.stringify(body) };
}

async function followUpLanes(server, world) {
  const random = generator(7);
  const lanes = [];
  let serial = 0;
  for (const lane of dealLanes(patientsByTownship(world.database))) {
    const client = await signIn(server, lane.account);
    const requests = Array.from({ length: acts / clients }, (_, i) => followUp(random, lane.ids[i % lane.ids.length], ++serial, client.today));
    lanes.push({ client, requests });
  }
  return lanes;
}

async function saveFollowUps(args, world, scratch) {
  const server = await serve(args);
  const result = load(server, join(scratch, 'load'), await followUpLanes(server, world), clients);
  await server.stop();
  return result;
}

function mustGrow(before, after, what) {
  if (after - before !== acts) throw new Error(`${what}: ${after - before} records instead of ${acts}`);
}

/// Where the copies of a line stand, on either engine.
function sqlitePlace(world, scratch) {
  const data = join(scratch, 'copy');
  return {
    target: 0.4,
    fresh: () => void copyData(world.data, data),
    args: ['--data', data],
    url: `sqlite:${join(data, 'jiwei.db')}`,
    records: () => count(join(data, 'jiwei.db'), 'record'),
    verify: () => jiwei('verify', 'all', '--data', data),
    close: () => rmSync(data, { recursive: true, force: true }),
  };
}

function postgresPlace(world, scratch) {
  const postgres = startPostgres();
  const data = join(scratch, 'copy');
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  cpSync(join(world.data, 'keys'), join(data, 'keys'), { recursive: true });
  const create = (name, template) => postgres.psql('postgres', `CREATE DATABASE ${name} TEMPLATE ${template} ENCODING 'UTF8' LOCALE 'C' STRATEGY FILE_COPY`);
  say('bringing the county to PostgreSQL');
  create('county', 'template0');
  const backup = join(scratch, 'county.jiwei');
  rmSync(backup, { force: true });
  jiwei('backup', backup, '--data', world.data);
  jiwei('restore', backup, '--data', data, '--database', postgres.named('county'));
  rmSync(backup);
  postgres.psql('county', 'VACUUM ANALYZE');
  const fresh = () => {
    postgres.psql('postgres', 'DROP DATABASE IF EXISTS run WITH (FORCE)');
    create('run', 'county');
    postgres.psql('postgres', 'CHECKPOINT');
  };
  return {
    target: 0.5,
    fresh,
    args: ['--data', data, '--database', postgres.named('run')],
    url: postgres.named('run'),
    records: () => Number(postgres.psql('run', 'SELECT COUNT(*) FROM record')),
    verify: () => jiwei('verify', 'all', '--data', data, '--database', postgres.named('run')),
    close: () => (postgres.stop(), rmSync(data, { recursive: true, force: true })),
  };
}

async function followUps(world, scratch, rounds, place) {
  const record = join(scratch, 'record');
  try {
    place.fresh();
    const before = place.records();
    say('recording the statements of the acts');
    await saveFollowUps([...place.args, '--record-statements', record], world, scratch);
    const ours = [];
    const bare = [];
    let replayed;
    let loaded;
    for (let round = 0; round < rounds; ++round) {
      place.fresh();
      loaded = await saveFollowUps(place.args, world, scratch);
      mustGrow(before, place.records(), 'ours');
      ours.push(loaded.per_second);
      if (round === rounds - 1) say(place.verify().trim().split('\n').at(-1));
      place.fresh();
      replayed = replay(place.url, record);
      mustGrow(before, place.records(), 'replay');
      bare.push(acts / replayed.seconds);
      say(`ours ${ours.at(-1).toFixed(0)}/s, bare ${bare.at(-1).toFixed(0)}/s`);
    }
    const ratio = median(ours) / median(bare);
    return {
      ours: `${median(ours).toFixed(0)} acts/s`,
      baseline: `${median(bare).toFixed(0)} acts/s`,
      ratio: `${ratio.toFixed(2)}×`,
      target: `≥ ${place.target}×`,
      met: ratio >= place.target,
      note: `${(replayed.statements / acts).toFixed(1)} statements an act, ${(replayed.acts / replayed.commits).toFixed(1)} acts a commit; ours p50 ${(loaded.p50_us / 1000).toFixed(1)} ms, p99 ${(loaded.p99_us / 1000).toFixed(1)} ms; \`verify all\` passed after the last round`,
    };
  } finally {
    rmSync(record, { force: true });
    place.close();
  }
}

/// A copy in memory when there is room: where CPU and latency of reads are compared, the disk's sync time is on both sides anyway.
function memoryScratch(world, scratch) {
  const free = Number(run('df', ['--output=avail', '-m', '/dev/shm']).trim().split('\n').at(-1));
  if (free < megabytes(world.database) * 3) return { folder: scratch, where: 'on the disk' };
  const folder = `/dev/shm/jiwei-bench-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { folder, where: 'in memory (tmpfs), so that the disk is on neither side' };
}

async function brief(world, scratch, rounds) {
  const memory = memoryScratch(world, scratch);
  const data = join(memory.folder, 'copy');
  const bareData = join(memory.folder, 'bare');
  const record = join(memory.folder, 'record');
  const requests = 20_000;
  const lanesOf = async (server) => {
    const lanes = [];
    for (const lane of dealLanes(patientsByTownship(world.database))) {
      const client = await signIn(server, lane.account);
      lanes.push({ client, requests: Array.from({ length: requests / clients }, (_, i) => lane.ids[i % lane.ids.length]).map((id) => ({ path: `/api/residents/${id}`, expect: `"id":"${id}"` })) });
    }
    return lanes;
  };
  copyData(world.data, data, { sync: false });
  let server = await serve(['--data', data, '--record-statements', record]);
  load(server, join(scratch, 'load'), await lanesOf(server), clients);
  await server.stop();
  copyData(world.data, data, { sync: false });
  server = await serve(['--data', data]);
  const lanes = await lanesOf(server);
  const pings = lanes.map((lane) => ({ client: lane.client, requests: lane.requests.map(() => ({ path: '/api/ping', expect: '{"pong":true}' })) }));
  const ours = [];
  const constant = [];
  const bare = [];
  let loaded;
  for (let round = 0; round < rounds; ++round) {
    const before = count(join(data, 'jiwei.db'), 'audit_access');
    loaded = load(server, join(scratch, 'load'), lanes, clients);
    if (count(join(data, 'jiwei.db'), 'audit_access') - before !== requests) throw new Error('a read left no line in the access chain');
    ours.push(loaded.server_cpu_us_per_request);
    constant.push(load(server, join(scratch, 'load'), pings, clients).server_cpu_us_per_request);
    bare.push((replay(`sqlite:${copyData(world.data, bareData, { sync: false })}`, record).cpu_seconds * 1e6) / requests);
    say(`brief ${ours.at(-1)} µs, constant ${constant.at(-1)} µs, statements ${bare.at(-1).toFixed(1)} µs of CPU`);
  }
  await server.stop();
  for (const path of [data, bareData, record]) rmSync(path, { recursive: true, force: true });
  const baseline = median(constant) + median(bare);
  const ratio = median(ours) / baseline;
  return {
    ours: `${median(ours).toFixed(1)} µs CPU`,
    baseline: `${baseline.toFixed(1)} µs CPU`,
    ratio: `${ratio.toFixed(2)}×`,
    target: '≤ 2.5×',
    met: ratio <= 2.5,
    note: `constant answer ${median(constant).toFixed(1)} µs + statements ${median(bare).toFixed(1)} µs; ${loaded.per_second.toFixed(0)} briefs/s; data ${memory.where}`,
  };
}

/// One quoted CSV line into cells; the roster has no line breaks inside cells that matter here.
function cells(line) {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((found) => found[1].replace(/^"|"$/g, '').replaceAll('""', '"'));
}

/// Queries of each kind about people of the first township, with what must stand in the answer.
function searches(world, perKind) {
  const [head, ...rows] = readFileSync(world.roster, 'utf8').replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = cells(head);
  const code = query(world.database, "SELECT code FROM institution WHERE kind IN ('H3','H4') ORDER BY code LIMIT 1")[0].code;
  const at = (row, name) => row[names.indexOf(name)];
  const people = rows.map(cells).filter((row) => row.length === names.length && at(row, '村').startsWith(code) && at(row, '档案状态') === '1' && /^\d{17}[\dX]$/.test(at(row, '身份证号')) && at(row, '本人电话').length === 11);
  const random = generator(11);
  const some = Array.from({ length: perKind }, () => people[random(people.length)]);
  const pinyin = new Map(
    query(world.database, `SELECT r.id AS id, k.term AS term FROM resident r JOIN resident_key k ON k.resident_id = r.id WHERE k.term GLOB 'p*' AND r.id IN (${some.map((row) => `'${at(row, '内部编号')}'`).join(',')})`).map((row) => [row.id + (row.term.length > 6 ? 'full' : 'initials'), row.term.slice(1)]),
  );
  const name = (row) => `"name":"${at(row, '姓名')}"`;
  const byNumber = (row) => `"archive_no":"${at(row, '健康档案编号')}"`;
  const of = (row, kind) => pinyin.get(at(row, '内部编号') + kind) ?? at(row, '姓名');
  return [
    ['name', (row) => at(row, '姓名'), name],
    ['surname', (row) => at(row, '姓名').slice(0, 1), () => '"kind":"name"'],
    ['pinyin', (row) => of(row, 'full'), () => '"items":[{'],
    ['initials', (row) => of(row, 'initials'), () => '"items":[{'],
    ['id', (row) => at(row, '身份证号'), byNumber],
    ['phone', (row) => at(row, '本人电话'), byNumber],
    ['archive', (row) => at(row, '健康档案编号'), byNumber],
    ['last4', (row) => at(row, '身份证号').slice(-4), () => '"kind":"last4"'],
  ].map(([kind, text, expect]) => [kind, some.map((row) => ({ verb: 'POST', path: '/api/residents/search', expect: expect(row), body: JSON.stringify({ q: text(row) }) }))]);
}

async function search(world, scratch, rounds) {
  const memory = memoryScratch(world, scratch);
  const data = join(memory.folder, 'copy');
  const bareData = join(memory.folder, 'bare');
  const record = join(memory.folder, 'record');
  const segments = join(memory.folder, 'segments');
  const perKind = 300;
  const kinds = searches(world, perKind);
  copyData(world.data, data, { sync: false });
  let server = await serve(['--data', data, '--record-statements', record]);
  let client = await signIn(server, 'ph0');
  for (const [, requests] of kinds) load(server, join(scratch, 'load'), [{ client, requests }], 1);
  await server.stop();
  copyData(world.data, data, { sync: false });
  server = await serve(['--data', data]);
  client = await signIn(server, 'ph0');
  const ping = kinds[0][1].map(() => ({ path: '/api/ping', expect: '{"pong":true}' }));
  const found = kinds.map(([kind]) => ({ kind, ours: [], bare: [] }));
  const constant = [];
  for (let round = 0; round < rounds; ++round) {
    kinds.forEach(([, requests], i) => {
      found[i].ours.push(load(server, join(scratch, 'load'), [{ client, requests }], 1).p50_us);
      constant.push(load(server, join(scratch, 'load'), [{ client, requests: ping }], 1).p50_us);
    });
    replay(`sqlite:${copyData(world.data, bareData, { sync: false })}`, record, ['--segments', segments]);
    const micros = readFileSync(segments, 'utf8').trim().split('\n').map(Number).slice(-perKind * kinds.length);
    found.forEach((one, i) => one.bare.push(median(micros.slice(i * perKind, (i + 1) * perKind))));
  }
  await server.stop();
  for (const path of [data, bareData, record, segments]) rmSync(path, { recursive: true, force: true });
  return found.map(({ kind, ours, bare }) => {
    const limit = median(constant) + 2 * median(bare) + 200;
    return {
      name: `Search box by ${kind}`,
      ours: `p50 ${(median(ours) / 1000).toFixed(3)} ms`,
      baseline: `${(limit / 1000).toFixed(3)} ms`,
      ratio: `${(median(ours) / limit).toFixed(2)}×`,
      target: '≤ baseline',
      met: median(ours) <= limit,
      note: `constant ${(median(constant) / 1000).toFixed(3)} + 2 × statements ${(median(bare) / 1000).toFixed(3)} + 0.2 ms; one client; data ${memory.where}`,
    };
  });
}

const rosterRows = 100_000;

/// A citizen's number with its check character (GB 11643-1999).
function citizenNumber(first17) {
  const sum = [...first17].reduce((all, digit, i) => all + Number(digit) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][i], 0);
  return first17 + '10X98765432'[sum % 11];
}

/// A roster as nobody would want it: one row in twenty is wrong, in one of five ways. Gives the text and the numbers of the wrong lines.
function oddRoster(villages) {
  const lines = ['姓名,性别,出生日期,身份证号,村,现住址,本人电话,民族,文化程度'];
  const wrong = new Set();
  for (let i = 0; i < rosterRows; ++i) {
    const fault = i % 20 === 7 ? Math.floor(i / 20) % 5 : -1;
    if (fault >= 0) wrong.add(i + 2);
    const day = `${1930 + (i % 80)}${String(1 + (i % 12)).padStart(2, '0')}${String(1 + (i % 28)).padStart(2, '0')}`;
    const serial = String(Math.floor(i / 10) % 1000).padStart(3, '0');
    const area = `35${String(1000 + (Math.floor(i / 10_000) % 9000))}`;
    let number = citizenNumber(`${area}${day}${serial}`);
    if (fault === 0) number = number.slice(0, 17) + (number[17] === '1' ? '2' : '1');
    if (fault === 1) number = number.slice(0, 14);
    const sex = fault === 3 ? '雄' : '';
    const birth = fault === 4 ? '1960-13-45' : '';
    const village = fault === 2 ? '无此村' : villages[i % villages.length];
    lines.push(`${'王李张刘陈杨黄赵吴周'[i % 10]}${'建国秀英桂兰志强海燕'[(i >> 3) % 10]}${i % 97},${sex},${birth},${number},${village},${i}号,138${String(i).padStart(8, '0')},汉族,初中`);
  }
  return { text: lines.join('\n') + '\n', wrong };
}

/// The villages in which the county's own roster has people.
function villagesOf(roster) {
  const lines = readFileSync(roster, 'utf8').split('\n').slice(0, 5000);
  const at = lines[0].replace('\uFEFF', '').split(',').indexOf('村');
  return [...new Set(lines.slice(1).map((line) => line.split(',')[at]).filter((code) => /^\d{12}$/.test(code ?? '')))];
}

/// Every wrong row is named, with its reason, and no other; all others are people.
function checkRefused(file, wrong) {
  const rows = readFileSync(file, 'utf8').split('\n').slice(1).filter((line) => line.trim());
  const named = new Set(rows.map((line) => Number(/,(\d+),"?[^,]*[（(：:]/.exec(line)?.[1] ?? /,(\d+),[^,]*\([A-Z_]+\)/.exec(line)?.[1])));
  const missed = [...wrong].filter((row) => !named.has(row));
  if (rows.length !== wrong.size || missed.length > 0) throw new Error(`${rows.length} rows were refused of ${wrong.size}; not named: ${missed.slice(0, 5)}`);
  const unexplained = rows.filter((line) => !/\([A-Z_]+\)/.test(line));
  if (unexplained.length > 0) throw new Error(`without a reason: ${unexplained[0]}`);
}

async function importOddRoster(world, scratch, rounds) {
  const { text, wrong } = oddRoster(villagesOf(world.roster));
  const roster = join(scratch, 'odd-roster.csv');
  writeFileSync(roster, text);
  const measured = await importResidents({ ...world, roster, residents: rosterRows }, scratch, rounds, (refused, people) => {
    checkRefused(refused, wrong);
    if (people !== rosterRows - wrong.size) throw new Error(`${people} people were imported of ${rosterRows - wrong.size}`);
  });
  rmSync(roster, { force: true });
  return { ...measured, note: `${rosterRows} rows, ${wrong.size} of them wrong and each named; ${measured.note}` };
}

async function importResidents(world, scratch, rounds, check = undefined) {
  const data = join(scratch, 'import');
  const schema = join(scratch, 'schema');
  const target = join(scratch, 'loaded.db');
  const dump = join(scratch, 'dump.sql');
  rmSync(schema, { recursive: true, force: true });
  jiwei('migrate', '--data', schema);
  const tables = query(join(schema, 'jiwei.db'), "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").map((row) => row.name);
  const ours = [];
  const bare = [];
  let loadOnly;
  for (let round = 0; round < rounds; ++round) {
    const database = copyData(world.empty, data);
    const before = new Map(tables.map((table) => [table, count(database, table)]));
    let began = now();
    execSync(`"${join(build, 'jiwei')}" import residents "${world.roster}" --data "${data}" --bad-rows "${dump}.bad" >/dev/null 2>&1 || true`);
    ours.push(seconds(began));
    const grown = tables.filter((table) => count(database, table) !== before.get(table));
    const people = count(database, 'resident') - before.get('resident');
    if (check) check(`${dump}.bad`, people);
    else if (people < world.residents - 2) throw new Error(`${people} people were imported of ${world.residents}`);
    rmSync(target, { force: true });
    cpSync(join(schema, 'jiwei.db'), target);
    run('sync', ['-f', scratch]);
    began = now();
    execSync(`sqlite3 "${database}" ".dump --data-only ${grown.join(' ')}" > "${dump}"`);
    const dumped = seconds(began);
    // A dump of data alone opens no transaction of its own.
    execSync(`{ echo 'PRAGMA foreign_keys = OFF; BEGIN;'; cat "${dump}"; echo 'COMMIT;'; } | sqlite3 "${target}"`);
    bare.push(seconds(began));
    loadOnly = seconds(began) - dumped;
    for (const table of grown) {
      if (count(target, table) !== count(database, table)) throw new Error(`${table} was not loaded whole`);
    }
    say(`import ${ours.at(-1).toFixed(1)} s, dump and load ${bare.at(-1).toFixed(1)} s`);
  }
  for (const path of [data, schema, target, dump]) rmSync(path, { recursive: true, force: true });
  const ratio = median(ours) / median(bare);
  return {
    ours: `${median(ours).toFixed(1)} s`,
    baseline: `${median(bare).toFixed(1)} s`,
    ratio: `${ratio.toFixed(2)}×`,
    target: '≤ 4×',
    met: ratio <= 4,
    note: `${Math.round(world.residents / median(ours))} rows/s; of the baseline the loading alone took ${loadOnly.toFixed(1)} s`,
  };
}

/// A record of reads only, as replay takes it.
const readRecord = (texts) => texts.map((text, i) => `D ${i + 1} ${Buffer.byteLength(text)}\n${text}\nQ\nX ${i + 1} 0\nE\n`).join('');

/// Statements with what the dashboard shows filled in.
const scanOf = (text, shown) => text.replaceAll(':county', `'${county}'`).replaceAll(':today', `'${shown.as_of}'`).replaceAll(':first', `'${shown.period}-01-01'`).replaceAll(':year', shown.period);
const scansOfDashboard = (shown) =>
  scanOf(readFileSync(new URL('dashboard.sql', import.meta.url), 'utf8').replace(/^--.*\n/gm, ''), shown).split(/;\s*\n/).filter((text) => /SELECT/.test(text));

/// Throws unless the dashboard shows these numbers: rows of code, numerator and denominator.
function mustShow(shown, rows) {
  const differences = [];
  for (const row of rows) {
    const item = shown.items.find((one) => one.code === row.code);
    for (const part of ['numerator', 'denominator']) {
      if (row[part] !== item?.[part]) differences.push(`${row.code} ${part}: scan ${row[part]}, dashboard ${item?.[part]}`);
    }
  }
  if (differences.length > 0) throw new Error(`the scan finds other numbers: ${differences.join('; ')}`);
}

/// One client asks for the county's dashboard; the bare engine scans for the same numbers.
function againstScan(server, client, database, texts, scratch, rounds) {
  const record = join(scratch, 'scan');
  writeFileSync(record, readRecord(texts));
  const requests = Array.from({ length: 500 }, () => ({ path: '/api/indicators', expect: `"code":"H1"` }));
  const ours = [];
  const bare = [];
  for (let round = 0; round < rounds; ++round) {
    ours.push(load(server, join(scratch, 'load'), [{ client, requests }], 1).p50_us / 1000);
    bare.push(replay(`sqlite:${database}`, record).seconds * 1000);
  }
  const ratio = median(ours) / median(bare);
  return {
    milliseconds: median(ours),
    ours: `p50 ${median(ours).toFixed(3)} ms`,
    baseline: `${median(bare).toFixed(1)} ms`,
    ratio: `1/${Math.round(1 / ratio)}`,
    target: '≤ 1/100',
    met: ratio <= 0.01,
  };
}

async function dashboard(world, scratch, rounds) {
  const data = join(scratch, 'copy');
  const database = copyData(world.data, data);
  const server = await serve(['--data', data]);
  const client = await signInCountyAdmin(server, data);
  const shown = await (await fetch(`${server.url}/api/indicators`, { headers: client.headers })).json();
  const texts = scansOfDashboard(shown);
  mustShow(shown, texts.map((text) => query(database, text)[0]));
  const found = againstScan(server, client, database, texts, scratch, rounds);
  await server.stop();
  rmSync(data, { recursive: true, force: true });
  return { ...found, note: `both find the same ${texts.length} numerators and denominators (bench/dashboard.sql)` };
}

async function dashboardWide(world, scratch, rounds) {
  const data = join(scratch, 'copy');
  const database = copyData(world.data, data);
  const packs = join(scratch, 'packs');
  const config = join(scratch, 'jiwei.toml');
  widePacks(packs);
  writeFileSync(config, `[packs]\ndir = "${packs}"\n`);
  say('widening the county');
  const verified = widen(data, config);
  const server = await serve(['--data', data, '--config', config]);
  const client = await signInCountyAdmin(server, data);
  const shown = await (await fetch(`${server.url}/api/indicators`, { headers: client.headers })).json();
  const institutions = count(database, 'institution');
  if (shown.items.length !== indicatorsWanted || institutions !== institutionsWanted) throw new Error(`${shown.items.length} indicators and ${institutions} institutions`);
  const texts = [...scansOfDashboard(shown), scanOf(wideScan, shown)];
  const wide = query(database, texts.at(-1))[0];
  mustShow(shown, [...texts.slice(0, -1).map((text) => query(database, text)[0]), ...wideIndicators.map(({ code }) => ({ code, numerator: wide[code], denominator: wide.denominator }))]);
  const found = againstScan(server, client, database, texts, scratch, rounds);
  const table = load(server, join(scratch, 'load'), [{ client, requests: Array.from({ length: 20 }, () => ({ path: '/api/indicators/heat', expect: `"code":"H1"` })) }], 1);
  await server.stop();
  rmSync(data, { recursive: true, force: true });
  const checked = texts.length - 1 + wideIndicators.length;
  return { ...found, note: `${institutionsWanted} institutions, ${indicatorsWanted} indicators; ${checked} of them scanned, one statement for all that look alike, with the same numerators and denominators; heat table of townships × indicators p50 ${(table.p50_us / 1000).toFixed(1)} ms; before: verify indicators, ${verified}` };
}

async function start(world, scratch, rounds) {
  const data = join(scratch, 'copy');
  copyData(world.data, data);
  const times = [];
  const idle = [];
  for (let round = 0; round < rounds; ++round) {
    const server = await serve(['--data', data]);
    times.push(server.startSeconds);
    const client = await signIn(server, 'ph0');
    const list = await fetch(`${server.url}/api/residents/search`, { method: 'POST', headers: { ...client.headers, 'Content-Type': 'application/json' }, body: '{"q":""}' });
    if (list.status !== 200) throw new Error(`the list answered ${list.status}`);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    idle.push(Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024);
    await server.stop();
  }
  rmSync(data, { recursive: true, force: true });
  const memory = median(idle);
  return [
    { name: 'Start to first answer', ours: `${median(times).toFixed(3)} s`, baseline: '', ratio: '', target: '< 1 s', met: median(times) < 1, note: 'from the start of the process to the answer of /healthz' },
    { name: 'Idle memory', ours: `${memory.toFixed(0)} MiB`, baseline: '', ratio: '', target: '< 150 MiB', met: memory < 150, note: `resident set 2 s after a sign-in and a list, at ${world.residents} residents (the target is meant at 1,000,000)` },
  ];
}

/// One decision of the core, without server or database.
async function decide(world, scratch, rounds) {
  const times = [];
  let last;
  for (let round = 0; round < rounds; ++round) {
    last = JSON.parse(run(join(build, 'bench_decide'), [join(root, 'packs/hypertension'), '--decisions', '50000']));
    times.push(last.us);
  }
  return {
    ours: `${median(times).toFixed(1)} µs`,
    baseline: '',
    ratio: '',
    target: '≤ 20 µs',
    met: median(times) <= 20,
    note: `${last.decisions} follow-ups a round with ${last.earlier_visits} visits (${last.facts} facts) before them; class, next date and tasks of each checked`,
  };
}

const inventedProgrammes = 20;

/// Every pack of the program, and programmes as a county adds them.
function manyPacks(folder) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, 'packs'), folder, { recursive: true });
  for (let i = 1; i <= inventedProgrammes; ++i) jiwei('pack', 'new', join(folder, `invented-${i}`), '--title', `虚构管理${i}`);
  return folder;
}

/// Hypertension alone, and what no server starts without.
function onePack(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(join(root, 'packs'))) {
    const isProgramme = existsSync(join(root, 'packs', name, 'pack.json'));
    if (!isProgramme || name === 'hypertension' || name === 'archive') cpSync(join(root, 'packs', name), join(folder, name), { recursive: true });
  }
  return folder;
}

async function allPacks(world, scratch, rounds) {
  const place = sqlitePlace(world, scratch);
  const configured = (name, packs) => {
    const file = join(scratch, `${name}.toml`);
    writeFileSync(file, `[packs]\ndir = "${packs}"\n`);
    return [...place.args, '--config', file];
  };
  const sides = { all: configured('all', manyPacks(join(scratch, 'packs-all'))), one: configured('one', onePack(join(scratch, 'packs-one'))) };
  const perSecond = { all: [], one: [] };
  try {
    for (let round = 0; round < rounds; ++round) {
      for (const side of ['all', 'one']) {
        place.fresh();
        const before = place.records();
        perSecond[side].push((await saveFollowUps(sides[side], world, scratch)).per_second);
        mustGrow(before, place.records(), side);
      }
      say(`all packs ${perSecond.all.at(-1).toFixed(0)}/s, one pack ${perSecond.one.at(-1).toFixed(0)}/s`);
    }
  } finally {
    place.close();
  }
  const ratio = median(perSecond.one) / median(perSecond.all);
  return {
    ours: `${median(perSecond.all).toFixed(0)} acts/s`,
    baseline: `${median(perSecond.one).toFixed(0)} acts/s`,
    ratio: `${ratio.toFixed(2)}×`,
    target: '≤ 1.3×',
    met: ratio <= 1.3,
    note: `time of an act with every pack of the program and ${inventedProgrammes} invented programmes against hypertension alone; 16 clients, every answer checked`,
  };
}

/// name on the command line -> what it measures: [title, function giving one result or several].
export const lines = {
  'follow-up': (engine) => (engine === 'sqlite' ? ['Save a follow-up, SQLite', (w, s, r) => followUps(w, s, r, sqlitePlace(w, s))] : ['Save a follow-up, PostgreSQL', (w, s, r) => followUps(w, s, r, postgresPlace(w, s))]),
  brief: () => ['Read a resident brief', brief],
  search: () => ['Search box', search],
  import: () => ['Import residents', (w, s, r) => importResidents(w, s, r)],
  roster: () => ['Import a roster with 5 % bad rows', importOddRoster],
  dashboard: () => ['County dashboard', dashboard],
  'dashboard-wide': () => [`County dashboard, ${indicatorsWanted} indicators × ${institutionsWanted} institutions`, dashboardWide],
  start: () => ['Start and memory', start],
  decide: () => ['Decide a follow-up in the core', decide],
  packs: () => ['Save a follow-up with all packs against one', allPacks],
  slice: () => ['What a device carries', slice],
};
