// Runs the recorder and the snippets of the audit against a small stand-in for the platform's server, with the real SDK if it is
// installed (npm install --prefix tests/recorder @base44/sdk@0.8.50), else with a stand-in of it. RECORDER_CALLS=10000 sends as many calls.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = new URL("../../", import.meta.url);
const text = (path) => readFileSync(new URL(path, root), "utf8");
const folder = mkdtempSync(join(tmpdir(), "recorder-"));

/** Imports a text as a module. */
async function module(name, code) {
  const path = join(folder, name);
  writeFileSync(path, code);
  return import(pathToFileURL(path).href);
}

const sdkPath = process.env.BASE44_SDK ?? new URL("./node_modules/@base44/sdk/dist/index.js", import.meta.url).pathname;
const real = await import(pathToFileURL(sdkPath).href).catch(() => null);
const sdk = real ?? (await import("./sdk-stand-in.mjs"));
globalThis.sdk = sdk;

// The platform: users, rules of the entity, integrations and functions.
const SERVICE = "Bearer service-token";
const users = { "Bearer ann": { id: "1", email: "ann@example.com" }, "Bearer boss": { id: "2", email: "boss@example.com", role: "admin" } };
const entity = JSON.parse(text("src/cli/templates/credit-log.jsonc").replace(/^\s*\/\/.*$/gm, ""));
const rows = { CreditLog: [], LLMCache: [] };
let [handler, isDown, calls] = [null, false, 0];
const allowed = (rule, authorization) =>
  authorization === SERVICE || (rule !== false && (!rule?.user_condition || users[authorization]?.role === rule.user_condition.role));

const server = http.createServer(async (request, response) => {
  const body = [];
  for await (const part of request) body.push(part);
  const given = body.length ? JSON.parse(Buffer.concat(body).toString()) : null;
  const answer = (status, value) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  };
  const authorization = request.headers.authorization;
  const url = new URL(request.url, "http://localhost");
  const [, , , , kind, name, endpoint] = url.pathname.split("/");
  if (kind === "integration-endpoints") {
    calls += 1;
    return given?.prompt === "fail" ? answer(500, { message: "no" }) : answer(200, { text: `answer ${calls}`, creditsCharged: given?.charged });
  }
  if (kind === "entities" && name === "User") return users[authorization] ? answer(200, users[authorization]) : answer(401, { message: "who?" });
  if (kind === "entities") {
    if (isDown) return answer(503, { message: "down" });
    const rules = name === "CreditLog" ? entity.rls : {};
    if (request.method === "POST") {
      if (!allowed(rules.create, authorization)) return answer(403, { message: "rls" });
      const row = { ...given, id: String(rows[name].length), created_date: new Date().toISOString() };
      rows[name].push(row);
      return answer(200, row);
    }
    if (!allowed(rules.read, authorization)) return answer(200, []);
    const query = JSON.parse(url.searchParams.get("q") ?? "{}");
    const fits = (row) => Object.entries(query).every(([key, wanted]) => (wanted?.$gte ? row[key] >= wanted.$gte : row[key] === wanted));
    return answer(200, rows[name].filter(fits).reverse().slice(0, Number(url.searchParams.get("limit") ?? 50)));
  }
  if (kind === "functions") {
    const headers = { "content-type": "application/json", "Base44-App-Id": "app-1", "Base44-Api-Url": base, "Base44-Service-Authorization": SERVICE };
    if (authorization) headers.Authorization = authorization;
    const made = await handler(new Request(`${base}/functions/${name}`, { method: "POST", headers, body: JSON.stringify(given) }));
    return answer(made.status, await made.json());
  }
  return answer(404, { message: `${kind}/${name}/${endpoint}` });
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}`;

globalThis.Deno = { serve: (serve) => (handler = serve) };
const entry = text("src/cli/templates/entry.ts");
assert.match(entry, /npm:@base44\/sdk@\d+\.\d+\.\d+"/, "the version of the SDK is pinned");
await module("entry.mjs", entry.replace(/import .* from "npm:.*";/, "const { createClientFromRequest } = globalThis.sdk;"));
const { withRecorder, recorder } = await module("recorder.mjs", text("src/cli/templates/recorder.js"));

const quiet = console.error;
let complaints = 0;
console.error = () => (complaints += 1);

const page = (token) => withRecorder(sdk.createClient({ serverUrl: base, appId: "app-1", token, analytics: { enabled: false } }));
const inFunction = (authorization) => {
  const headers = { "Base44-App-Id": "app-1", "Base44-Api-Url": base, "Base44-Service-Authorization": SERVICE };
  if (authorization) headers.Authorization = authorization;
  const request = new Request(`${base}/functions/nightly`, { method: "POST", headers });
  return withRecorder(sdk.createClientFromRequest(request), request);
};
const until = async (count) => {
  for (let i = 0; recorder.written + recorder.missed < count && i < 2000; i += 1) await new Promise((later) => setTimeout(later, 10));
  assert.equal(recorder.written + recorder.missed, count);
};
const last = () => rows.CreditLog.at(-1);

// A user of a page.
await page("ann").integrations.Core.InvokeLLM({ prompt: "hello", model: "gpt_5" });
await until(1);
assert.equal(last().user, "ann@example.com");
assert.deepEqual([last().operation, last().model, last().status, last().app], ["InvokeLLM", "gpt_5", "ok", "app-1"]);
assert.match(last().prompt, /^sha256:[0-9a-f]{64}$/);
assert.equal(last().credits, undefined);

// A visitor who is not signed in, and a call that fails: the app sees its own error.
await page().integrations.Core.SendEmail({ to: "x@example.com" });
await until(2);
assert.equal(last().user, "anonymous");
await assert.rejects(page("ann").integrations.Core.InvokeLLM({ prompt: "fail" }));
await until(3);
assert.equal(last().status, "failed");

// An automation, a function that acts for a user, and one with the service role: the amount is the platform's.
await inFunction().asServiceRole.integrations.Core.SendEmail({ to: "x@example.com", charged: 2.5 });
assert.deepEqual([last().user, last().credits, last().feature], ["service", 2.5, "nightly"]);
await inFunction("Bearer ann").integrations.Core.InvokeLLM({ prompt: "hi" });
assert.equal(last().user, "ann@example.com");
await inFunction(SERVICE).asServiceRole.integrations.Core.InvokeLLM({ prompt: "hi" });
assert.equal(last().user, "service");
await until(6);

// Forged amounts, users and times are not believed, and nobody writes or reads around the function.
const forge = (body, authorization) => {
  const headers = { "content-type": "application/json", ...(authorization ? { authorization } : {}) };
  return fetch(`${base}/api/apps/app-1/functions/record-credits`, { method: "POST", headers, body: JSON.stringify(body) });
};
await forge({ operation: "InvokeLLM", credits: 99999, user: "boss@example.com", app: "other", timestamp: "2020-01-01T00:00:00Z", quantity: 1e6, pool: "message", prompt: "secret text", metadata: { credits: 99999 } }, "Bearer ann");
assert.deepEqual([last().credits, last().quantity, last().pool, last().prompt, last().metadata.credits], Array(5).fill(undefined));
assert.deepEqual([last().user, last().app], ["ann@example.com", "app-1"]);
assert.ok(last().timestamp > "2026");
assert.equal((await forge({ operation: "=HYPERLINK(1)" })).status, 400);
assert.equal((await forge([1])).status, 400);
const plain = sdk.createClient({ serverUrl: base, appId: "app-1", token: "ann", analytics: { enabled: false } });
await assert.rejects(plain.entities.CreditLog.create({ operation: "InvokeLLM", credits: 99999 }));
assert.deepEqual(await plain.entities.CreditLog.list(), []);

// Rows that cannot be written: the call works, and the next row says how many are missing.
isDown = true;
for (let i = 0; i < 3; i += 1) assert.ok(await inFunction().asServiceRole.integrations.Core.InvokeLLM({ prompt: "x" }));
assert.ok(await page("ann").integrations.Core.InvokeLLM({ prompt: "x" }));
await until(10);
assert.equal(recorder.missed, 4);
assert.ok(complaints > 0 && recorder.lastError);
isDown = false;
await inFunction().asServiceRole.integrations.Core.InvokeLLM({ prompt: "x" });
assert.equal(last().metadata.missed, 4);
await inFunction().asServiceRole.integrations.Core.InvokeLLM({ prompt: "x" });
assert.equal(last().metadata.missed, undefined);
await until(12);

// Many calls: each leaves one row.
const [before, many] = [rows.CreditLog.length, Number(process.env.RECORDER_CALLS ?? 200)];
const client = page("ann");
for (let done = 0; done < many; done += 100) {
  await Promise.all(Array.from({ length: 100 }, (_, i) => client.integrations.Core.InvokeLLM({ prompt: `p${done + i}` })));
  await until(12 + done + 100);
}
assert.equal(rows.CreditLog.length - before, many);

// The audit's snippets: the cache keeps models apart, and the limit counts the user's own calls.
globalThis.base44 = sdk.createClient({ serverUrl: base, appId: "app-1", token: "ann", analytics: { enabled: false } });
const { cachedOrFresh } = await module("cache.mjs", `${text("src/report/words/finding/snippets/cache.js")}\nexport { cachedOrFresh };`);
calls = 0;
const ask = (model) => cachedOrFresh({ prompt: "same", model }, 60_000);
assert.deepEqual(await ask("gpt_5"), await ask("gpt_5"));
await ask("gemini_3_flash");
assert.equal(calls, 2);
const limit = text("src/report/words/finding/snippets/rate_limit.js");
const limited = (count) => module(`limit${count}.mjs`, `export default async (base44) => { ${limit.replaceAll("LIMIT", count)} return "ran"; };`);
assert.equal((await (await limited(10)).default(inFunction("Bearer ann"))).status, 429);
assert.equal(await (await limited(10)).default(inFunction("Bearer boss")), "ran");

console.error = quiet;
server.close();
server.closeAllConnections();
console.log(`ok: ${real ? "the real SDK" : "a stand-in for the SDK"}, ${rows.CreditLog.length} rows`);
process.exit(0);
