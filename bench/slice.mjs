// What a device carries: size on the network and server CPU of a whole slice and of a day's changes, counted to 2,000 people.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { copyData, median, query, serve, signIn } from './world.mjs';

const people = 2_000;
const slice_bytes_max = 3_000_000;
const day_bytes_max = 100_000;
const cpu_seconds_max = 2;
const visits_a_day = 30;

/// User and system time of a process so far; Linux counts in hundredths of a second.
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/// The township whose people are nearest to 2,000, by the account that works there.
function township(database) {
  const rows = query(database, `SELECT i.id, COUNT(*) AS n FROM institution i JOIN institution_closure c ON c.ancestor_id = i.id JOIN resident r ON r.institution_id = c.descendant_id
    WHERE i.kind IN ('H3','H4') AND r.status IN ('1','4','5') GROUP BY i.id, i.code ORDER BY i.code`);
  const best = rows.reduce((found, row, at) => (Math.abs(row.n - people) < Math.abs(rows[found].n - people) ? at : found), 0);
  return { account: `ph${best}`, id: rows[best].id };
}

async function fetchSlice(server, client, query_text) {
  const before = cpuSeconds(server.pid);
  const answer = await fetch(`${server.url}/api/offline/slice${query_text}`, { headers: { ...client.headers, 'Accept-Encoding': 'gzip' } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`the slice answered ${answer.status}: ${text}`);
  return { slice: JSON.parse(text), text, cpu: cpuSeconds(server.pid) - before };
}

async function visit(server, client, resident, serial, today) {
  const answers = { mode: '1', symptom: ['1'], sbp: 130, dbp: 80, hr: 70, height: 165, weight: 60, smoke: 0, drink: 0, salt: '1', mental: '1', comply: '1', adherence: '1', adr: '1', drug: [{ name: '氨氯地平', n: 1, dose: 5, unit: 'mg' }] };
  const body = JSON.stringify({ id: `SLICE${String(serial).padStart(6, '0')}`, form: 'hypertension/follow-up', service_date: today, answers, confirmed: [] });
  const answer = await fetch(`${server.url}/api/residents/${resident}/records`, { method: 'POST', headers: { ...client.headers, 'Content-Type': 'application/json' }, body });
  if (answer.status !== 201) throw new Error(`the visit answered ${answer.status}: ${await answer.text()}`);
}

export async function slice(world, scratch, rounds) {
  const data = join(scratch, 'copy');
  copyData(world.data, data);
  const { account, id } = township(world.database);
  const server = await serve(['--data', data]);
  const client = await signIn(server, account);
  await fetchSlice(server, client, '');
  const cpus = [];
  let whole;
  for (let round = 0; round < rounds; ++round) {
    whole = await fetchSlice(server, client, '');
    cpus.push(whole.cpu);
  }
  const share = people / whole.slice.people_count;
  const bytes = gzipSync(whole.text, { level: 6 }).length * share;
  const brotli = brotliCompressSync(whole.text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }).length * share;
  const patients = query(world.database, `SELECT e.resident_id AS id FROM enrolment e JOIN institution_closure c ON c.descendant_id = e.institution_id JOIN resident r ON r.id = e.resident_id
    WHERE c.ancestor_id = '${id}' AND e.programme = 'hypertension' AND e.state = 1 AND r.status = '1' ORDER BY e.resident_id LIMIT ${visits_a_day}`);
  for (const [at, patient] of patients.entries()) await visit(server, client, patient.id, at, client.today);
  const day = await fetchSlice(server, client, `?since=${whole.slice.upto}&people=${whole.slice.people_count}`);
  if (day.slice.people.length !== patients.length) throw new Error(`${day.slice.people.length} people changed instead of ${patients.length}`);
  const day_bytes = gzipSync(day.text, { level: 6 }).length;
  await server.stop();
  rmSync(data, { recursive: true, force: true });
  const cpu = median(cpus) * share;
  const of = `${whole.slice.people_count} people carried, counted to ${people}`;
  return [
    { name: 'Slice of 2,000 people, size', ours: `${(bytes / 1e6).toFixed(2)} MB`, baseline: '', ratio: '', target: '≤ 3 MB', met: bytes <= slice_bytes_max, note: `gzip 6; brotli 4 ${(brotli / 1e6).toFixed(2)} MB; ${(whole.text.length * share / 1e6).toFixed(1)} MB of JSON; ${of}` },
    { name: 'Slice of 2,000 people, CPU', ours: `${cpu.toFixed(2)} s`, baseline: '', ratio: '', target: '≤ 2 s', met: cpu <= cpu_seconds_max, note: `user and system time of the server, compression included; ${of}` },
    { name: "A day's changes", ours: `${(day_bytes / 1000).toFixed(1)} KB`, baseline: '', ratio: '', target: '≤ 100 KB', met: day_bytes <= day_bytes_max, note: `${patients.length} follow-ups among ${whole.slice.people_count} people, gzip 6; ${day.cpu.toFixed(2)} s of CPU` },
  ];
}
