// Records every call of base44.integrations.Core in the entity CreditLog. Only the line that makes the client changes:
//
//   pages, src/api/base44Client.js:  export const base44 = withRecorder(createClient({ … }));
//   backend functions, entry.ts:     const base44 = withRecorder(createClientFromRequest(request), request);
//
// Pages write through the function record-credits, which takes no amounts. Backend functions write with their service role.
// A call is never stopped or changed because its row cannot be written; `recorder.missed` counts such rows, the console names the
// first of them, and the next row that is written carries their number.

const FUNCTION = "record-credits";

/** What became of the rows of this page or function. */
export const recorder = { written: 0, missed: 0, lastError: null };

/** Rows that were missed since the last one that was written. */
let missedSince = 0;

/** Returns the client with recorded integrations. `request` is the request of a backend function. */
export function withRecorder(client, request) {
  return recordedModules(client, request ? inFunction(client, request) : inPage(client), false);
}

function recordedModules(modules, write, isService) {
  return new Proxy(modules, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (key === "integrations") return recordedIntegrations(value, write, isService);
      return key === "asServiceRole" ? recordedModules(value, write, true) : value;
    },
  });
}

function recordedIntegrations(integrations, write, isService) {
  return new Proxy(integrations, {
    get(target, name) {
      const endpoints = target[name];
      if (name !== "Core") return endpoints;
      return new Proxy(endpoints, {
        get(core, operation) {
          const endpoint = core[operation];
          if (typeof endpoint !== "function") return endpoint;
          return (input) => recorded(operation, endpoint, input, write, isService);
        },
      });
    },
  });
}

async function recorded(operation, endpoint, input, write, isService) {
  const begun = Date.now();
  let [status, charged] = ["ok", undefined];
  try {
    const answer = await endpoint(input);
    charged = answer?.creditsCharged;
    return answer;
  } catch (error) {
    status = "failed";
    throw error;
  } finally {
    const row = { operation, status, metadata: { duration_ms: Date.now() - begun } };
    if (typeof input?.model === "string") row.model = input.model;
    await write(row, input, charged, isService);
  }
}

/** Writes through the function, and does not keep the page waiting. */
function inPage(client) {
  return (row, input) => {
    const send = async () => {
      row.feature = globalThis.location?.pathname;
      row.prompt = await hash(input);
      await counted(row, () => client.functions.invoke(FUNCTION, row));
    };
    send();
  };
}

/** Writes with the service role. The platform may end a function with its answer, so the row is written before it. */
function inFunction(client, request) {
  let user;
  return async (row, input, charged, isService) => {
    user ??= userOf(client, request);
    const feature = new URL(request.url).pathname.split("/").filter(Boolean).pop();
    Object.assign(row, { timestamp: new Date().toISOString(), app: request.headers.get("Base44-App-Id"), feature });
    row.user = await user;
    // Nobody signed in: an automation, or a function that acts for the app.
    if (row.user === "anonymous" && isService) row.user = "service";
    row.prompt = await hash(input);
    if (typeof charged === "number" && Number.isFinite(charged)) row.credits = charged;
    await counted(row, () => client.asServiceRole.entities.CreditLog.create(row));
  };
}

async function userOf(client, request) {
  const authorization = request.headers.get("Authorization");
  if (!authorization) return "anonymous";
  if (authorization === request.headers.get("Base44-Service-Authorization")) return "service";
  const me = await client.auth.me().catch(() => null);
  return me?.email ?? me?.id ?? "anonymous";
}

async function counted(row, send) {
  const missed = missedSince;
  if (missed > 0) row.metadata.missed = missed;
  try {
    await send();
    recorder.written += 1;
    missedSince -= missed;
  } catch (error) {
    recorder.missed += 1;
    missedSince += 1;
    recorder.lastError = error;
    if (recorder.missed === 1) console.error("CreditLog: a row could not be written; recorder.missed counts them", error);
  }
}

/** A hash of what was asked, so that repeated calls are found and no prompt is kept. */
async function hash(input) {
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(input ?? null));
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return "sha256:" + Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return undefined;
  }
}
