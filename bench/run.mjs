// bench/run starts this: measures the lines that were asked for and rewrites docs/performance.md from all results kept so far.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';

import { lines } from './lines.mjs';
import { isMultiplied, killServers, machine, openCounty, root, say, syncMicros } from './world.mjs';

function usage(text) {
  process.stderr.write(`bench/run: ${text}\nusage: bench/run [--residents N] [--engine sqlite|postgres|both] [--only ${Object.keys(lines).join('|')}] [--county lived|multiplied] [--rounds N]\n`);
  process.exit(2);
}

function parse(words) {
  const options = { residents: 100_000, engine: 'both', only: '', county: '', rounds: 5 };
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i].replace(/^--/, '');
    if (!(name in options) || words[i + 1] === undefined) usage(`unknown option ${words[i]}`);
    options[name] = typeof options[name] === 'number' ? Number(words[i + 1]) : words[i + 1];
  }
  if (!(options.residents >= 1000) || !(options.rounds >= 1)) usage('--residents is at least 1000, --rounds at least 1');
  if (!['sqlite', 'postgres', 'both'].includes(options.engine)) usage('unknown engine');
  if (!['', 'lived', 'multiplied'].includes(options.county)) usage('unknown county');
  if (options.only !== '' && !(options.only in lines)) usage(`no line ${options.only}`);
  return options;
}

function jobs(options) {
  const known = isMultiplied(options) ? ['search', 'dashboard', 'start'] : Object.keys(lines);
  const wanted = options.only === '' ? known : known.filter((name) => name === options.only);
  const engines = options.engine === 'both' ? ['sqlite', 'postgres'] : [options.engine];
  return wanted.flatMap((name) => (name === 'follow-up' ? engines : ['sqlite']).map((engine) => lines[name](engine)));
}

async function measure(options, command) {
  const scratch = mkdtempSync(join(process.env.JIWEI_BENCH_CACHE, 'scratch-'));
  const results = [];
  try {
    const world = options.only === 'decide' ? null : await openCounty(options.residents, isMultiplied(options)); // the core needs no county
    const sync = `${syncMicros(scratch).toFixed(0)} µs`;
    for (const [title, line] of jobs(options)) {
      say(`${title} …`);
      const common = { name: title, residents: options.residents, rounds: options.rounds, date: new Date().toISOString().slice(0, 10), multiplied: isMultiplied(options), command, sync, load: loadavg()[0].toFixed(1) };
      let found;
      try {
        found = await line(world, scratch, options.rounds);
      } catch (error) {
        process.stderr.write(`${title}: ${error.stderr || error.stack}\n`);
        killServers();
        found = { ours: 'failed', baseline: '', ratio: '', target: '', met: false, note: 'the measurement itself failed' };
      }
      for (const one of [found].flat()) {
        results.push({ ...common, ...one });
        say(`${results.at(-1).name}: ${one.ours} against ${one.baseline} ${one.ratio} (${one.target}) ${one.met ? 'met' : 'MISSED'}`);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return results;
}

/// The last result of every line and size is kept, so that a run of one line renews that line only.
function keep(results) {
  const path = join(root, 'build/bench-results.json');
  let kept = [];
  try {
    kept = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    kept = [];
  }
  const same = (a, b) => a.name === b.name && a.residents === b.residents;
  const all = [...kept.filter((old) => !results.some((fresh) => same(old, fresh))), ...results];
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(path, JSON.stringify(all, null, 1));
  return all;
}

/// The dashboard must not grow with the county: only known when both sizes were measured.
function growth(all) {
  const at = (residents) => all.find((one) => one.name === 'County dashboard' && one.residents === residents && one.milliseconds);
  const [small, large] = [at(100_000), at(1_000_000)];
  if (!small || !large) return 'County dashboard at 1,000,000 residents against 100,000 (target ≤ 1.3×): not measured.';
  const ratio = large.milliseconds / small.milliseconds;
  return `County dashboard at 1,000,000 residents against 100,000: ${ratio.toFixed(2)}× (target ≤ 1.3×, ${ratio <= 1.3 ? 'met' : 'missed'}).`;
}

/// What people wrote between these marks stays.
function byHand() {
  return /<!-- by hand -->[\s\S]*<!-- end -->/.exec(readFileSync(join(root, 'docs/performance.md'), 'utf8'))?.[0] ?? '';
}

function report(all) {
  const about = machine();
  const sizes = [...new Set(all.map((one) => one.residents))].sort((a, b) => a - b);
  const table = (residents) => {
    const rows = all.filter((one) => one.residents === residents);
    const commands = [...new Set(rows.map((one) => `\`${one.command}\` (${one.date}, ${one.rounds} rounds, one synced write ${one.sync}, load average before it ${one.load})`))];
    return [
      `## ${residents.toLocaleString('en')} residents${rows.some((one) => one.multiplied) ? ', multiplied from 20,000 (bench/multiply.sql)' : ''}`, '',
      '| Work | Ours | Baseline | Ratio | Target | Met |', '| --- | ---: | ---: | ---: | --- | --- |',
      ...rows.map((one) => `| ${one.name} | ${one.ours} | ${one.baseline} | ${one.ratio} | ${one.target} | ${one.met ? 'yes' : '**no**'} |`), '',
      ...rows.map((one) => `- ${one.name}: ${one.note}`), '', `Measured with ${commands.join(', ')}.`, '',
    ].join('\n');
  };
  return [
    '# Performance', '',
    'Written by `bench/run`; what is compared with what, and how to read it, stands in [bench/README.md](../bench/README.md). Medians of interleaved rounds; every answer checked.', '',
    `Machine: ${about.cpu}, ${about.cores} cores, ${about.memory}, ${about.kernel}. Engines: SQLite ${about.sqlite}, ${about.postgres}. Program: ${about.version}.`,
    `Data: the invented county 350881 of \`jiwei demo --seed 1\`, with its years of history, or one multiplied from it where a table says so.`, '',
    byHand(), '',
    ...sizes.map(table), growth(all), '',
  ].join('\n');
}

const options = parse(process.argv.slice(2));
const results = await measure(options, ['bench/run', ...process.argv.slice(2)].join(' '));
writeFileSync(join(root, 'docs/performance.md'), report(keep(results)));
const passed = results.filter((one) => one.met).length;
process.stdout.write(`${passed} passed, ${results.length - passed} failed\n`);
process.exit(passed === results.length ? 0 : 1);
