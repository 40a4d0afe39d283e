// The driver of tests/crash/run.sh. It keeps its own list of what the server acknowledged, outside the server, and asks the database
// itself (sqlite3, psql) after every kill. The seed repeats the choices, not the timing of the machine.
import { spawn, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import http from "node:http";

const options = Object.fromEntries(process.argv.slice(2).join(" ").split("--").filter(Boolean).map((part) => part.trim().split(" ")));
const { binary, data, database } = options;
const kills = Number(options.kills);
const clients = 6;
const residents = 3000;
const today = "2026-11-20";

let state = Number(options.seed) >>> 0 || 1;
const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
const pick = (list) => list[Math.floor(random() * list.length)];

function run(command, args) {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
}

/// Rows of one column, straight from the engine, with the server dead.
function query(sql) {
  const text = database.startsWith("sqlite:")
    ? run("sqlite3", ["-readonly", database.slice(7), sql])
    : run("psql", ["-qAt", database, "-c", sql]);
  return text.split("\n").filter(Boolean);
}

const place = ["--data", data, "--database", database];
const port = 20000 + Math.floor(Math.random() * 20000);
const base = `http://127.0.0.1:${port}`;

async function startServer() {
  const server = spawn(binary, ["serve", ...place, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  server.stderr.on("data", (chunk) => (said += chunk));
  await new Promise((resolve, reject) => {
    server.stdout.on("data", (chunk) => {
      said += chunk;
      if (said.includes(" is ready: ")) resolve();
    });
    server.on("exit", (code, signal) => reject(new Error(`the server ended before it was ready (${code ?? signal}): ${said}`)));
  });
  server.removeAllListeners("exit");
  return server;
}

/// One request; rejects when the connection breaks before the whole answer came: then nobody knows what became of the act.
function request(agent, method, path, body, headers = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const call = http.request(base + path, { method, agent, headers: { ...headers, ...(text ? { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) } : {}) } }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const received = Buffer.concat(chunks).toString();
        resolve({ status: answer.statusCode, headers: answer.headers, body: received && received.startsWith("{") ? JSON.parse(received) : received });
      });
      answer.on("error", reject);
      answer.on("aborted", () => reject(new Error("cut off")));
    });
    call.on("error", reject);
    call.end(text);
  });
}

async function signIn(account) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const answer = await request(agent, "POST", "/api/session", { name: account.name, password: account.password, workstation: true });
  if (answer.status !== 201) throw new Error(`sign-in of ${account.name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  const headers = { Cookie: answer.headers["set-cookie"][0].split(";")[0], "X-Jiwei-Csrf": answer.body.csrf };
  return { send: (method, path, body) => request(agent, method, path, body, headers), close: () => agent.destroy() };
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const mint = () => "01" + Array.from(randomBytes(24), (byte) => crockford[byte & 31]).join("");

function followUp() {
  const sbp = 110 + Math.floor(random() * 60);
  return {
    id: mint(), form: "hypertension/follow-up", service_date: today, confirmed: ["/answers/sbp", "/answers/dbp", "/answers/hr", "/answers/bmi"],
    answers: { mode: "1", symptom: ["1"], sbp, dbp: 65 + Math.floor(random() * 30), hr: 72, adherence: "1", adr: "1" },
  };
}

const acknowledged = new Map(); // record id -> resident id
let unsure = []; // sent, the answer never came

async function write(session, resident, body) {
  let answer;
  try {
    answer = await session.send("POST", `/api/residents/${resident}/records`, body);
  } catch {
    unsure.push({ resident, body });
    return false;
  }
  if (answer.status === 201 || answer.status === 200) acknowledged.set(body.id, resident);
  else if (answer.status < 500) throw new Error(`a follow-up was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
  return true;
}

async function client(session, people, until) {
  while (!until.over && (await write(session, pick(people), followUp()))) {
    // as fast as the server answers
  }
}

/// What was unsure is sent again with the same id and body: it is written now, or was written then; in both cases exactly once.
async function resendUnsure(session) {
  const again = unsure;
  unsure = [];
  for (const { resident, body } of again) {
    if (!(await write(session, resident, body))) throw new Error("the server broke while nobody killed it");
  }
}

function check(round) {
  const faults = [];
  try {
    run(binary, ["verify", "all", ...place, "--as-of", today]);
  } catch (error) {
    faults.push(`verify: ${error.stdout}${error.stderr}`);
  }
  const tally = (sql) => {
    const counts = new Map();
    for (const id of query(sql)) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  };
  const records = tally("SELECT id FROM record");
  const audited = tally("SELECT resource_id FROM audit_act WHERE action = 'create' AND resource IN ('chronic_followup', 'maternal_child', 'health_record')");
  const messages = tally("SELECT aggregate_id FROM outbox WHERE aggregate_type = 'record'");
  for (const id of acknowledged.keys()) {
    if (records.get(id) !== 1) faults.push(`record ${id}: ${records.get(id) ?? 0} times`);
    if (audited.get(id) !== 1) faults.push(`audit of ${id}: ${audited.get(id) ?? 0} times`);
    if (messages.get(id) !== 1) faults.push(`message of ${id}: ${messages.get(id) ?? 0} times`);
  }
  for (const id of records.keys()) {
    if (audited.get(id) !== 1 || messages.get(id) !== 1) faults.push(`record ${id} stands without its audit line or message`);
  }
  const open = query("SELECT enrolment_id FROM task WHERE state = 0 AND code = 'HT-FU'");
  if (new Set(open).size !== open.length) faults.push("an enrolment has two open follow-up tasks");
  for (const fault of faults.slice(0, 10)) console.log(`after kill ${round}: ${fault}`);
  return faults.length === 0;
}

console.log(`seed ${options.seed}`);
run(binary, ["demo", ...place, "--county", "350881", "--residents", String(residents), "--seed", "7", "--today", today]);
const accounts = JSON.parse(readFileSync(`${data}/demo-accounts.json`, "utf8")).accounts.filter((account) => account.role === "ph_staff");
let passed = 0;
let failed = 0;
let before = 0;
for (let round = 1; round <= kills; ++round) {
  const server = await startServer();
  const died = new Promise((resolve) => server.on("exit", resolve));
  const sessions = await Promise.all(Array.from({ length: clients }, (_, i) => signIn(accounts[i % accounts.length])));
  const listed = await sessions[0].send("GET", "/api/indicators/H1/people?part=denominator&limit=200");
  const people = listed.body.items.map((item) => item.resident_id);
  if (people.length < 5) throw new Error("the demo county has too few patients to write for");
  await resendUnsure(sessions[0]);
  const until = { over: false };
  const writing = sessions.map((session) => client(session, people, until));
  await sleep(50 + random() * 900);
  server.kill("SIGKILL");
  await died;
  until.over = true;
  await Promise.all(writing);
  sessions.forEach((session) => session.close());
  if (check(round)) ++passed;
  else ++failed;
  if (acknowledged.size === before) throw new Error("nothing was acknowledged between two kills: the test tests nothing");
  before = acknowledged.size;
}
console.log(`${acknowledged.size} acts were acknowledged over ${kills} kills`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
