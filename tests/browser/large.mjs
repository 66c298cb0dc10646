// Writes a large log to standard output: node large.mjs [SEED [DAYS [APPS [EVENTS-A-DAY]]]]
// The same arguments give the same bytes. To look at, and to time, the page of a workspace that was busy for years:
//   node tests/browser/large.mjs > large.csv
//   time target/release/credits report large.csv --all --plan elite -o large.html
import { stdout } from "node:process";

const [seed = 1, days = 730, apps = 500, events = 500] = process.argv.slice(2).map(Number);

/** Mulberry32: small, and the same everywhere. */
let state = seed >>> 0;
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const below = (n) => Math.floor(random() * n);
const two = (n) => String(n).padStart(2, "0");

const KINDS = [
  ["prompt", "", () => 0.5 + below(12) / 10],
  ["discuss", "", () => 0.3],
  ["InvokeLLM", "gpt_5", () => 15],
  ["InvokeLLM", "automatic", () => 3],
  ["agent_message", "", () => 3],
  ["SendEmail", "", () => 1],
  ["GenerateImage", "", () => 1 + below(3)],
  ["automation_run", "", () => 1],
];

const first = Date.UTC(2024, 5, 1);
let chunk = "id,timestamp,app,user,operation,model,credits\n";
let id = 0;
for (let day = 0; day < days; day += 1) {
  const date = new Date(first + day * 86400000).toISOString().slice(0, 10);
  // Weekends are quiet, and a few days are very busy.
  const busy = (new Date(first + day * 86400000).getUTCDay() % 6 === 0 ? 0.3 : 1) * (random() < 0.02 ? 3 : 1);
  for (let n = Math.round(events * busy * (0.7 + random() * 0.6)); n > 0; n -= 1) {
    const [operation, model, credits] = KINDS[below(KINDS.length)];
    // A few apps do most of the work.
    const app = Math.floor(apps * random() ** 3);
    const hour = Math.min(23, Math.floor(6 + 16 * ((random() + random()) / 2)));
    id += 1;
    chunk += `${id},${date}T${two(hour)}:${two(below(60))}:${two(below(60))}Z,app ${app},user${below(200)}@example.com,${operation},${model},${credits()}\n`;
  }
  if (chunk.length > 1 << 20) {
    stdout.write(chunk);
    chunk = "";
  }
}
stdout.write(chunk);
