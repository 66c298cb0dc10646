// Writes one row of CreditLog for a call that a page made. recorder.js sends it; nobody needs to call it by hand.
//
// Whoever opens the app can call this function, so it believes little: time, app and user come from the request, amounts are never
// taken, and a text is short. Calls of visitors who are not signed in are recorded as well.

import { createClientFromRequest } from "npm:@base44/sdk@0.8.50";

const OPERATION = /^[A-Za-z]\w{0,59}$/;

const HASH = /^sha256:[0-9a-f]{64}$/;

Deno.serve(async (request) => {
  if (request.method !== "POST") return refused("POST only", 405);
  const given = await request.json().catch(() => null);
  if (typeof given?.operation !== "string" || !OPERATION.test(given.operation)) {
    return refused("expected a JSON object with an operation", 400);
  }
  const row = {
    timestamp: new Date().toISOString(),
    app: request.headers.get("Base44-App-Id"),
    operation: given.operation,
    status: given.status === "failed" ? "failed" : "ok",
    metadata: { recorded_by: "page" },
  };
  if (typeof given.prompt === "string" && HASH.test(given.prompt)) row.prompt = given.prompt;
  for (const field of ["model", "feature"]) {
    if (typeof given[field] === "string" && given[field] !== "") row[field] = given[field].slice(0, 200);
  }
  for (const field of ["duration_ms", "missed"]) {
    const value = given.metadata?.[field];
    if (Number.isInteger(value) && value >= 0) row.metadata[field] = value;
  }
  try {
    const base44 = createClientFromRequest(request);
    row.user = await userOf(base44, request);
    await base44.asServiceRole.entities.CreditLog.create(row);
  } catch (error) {
    console.error("record-credits: the row could not be written", error);
    return refused("the row could not be written", 502);
  }
  return Response.json({ recorded: true });
});

function refused(error, status) {
  return Response.json({ error }, { status });
}

async function userOf(base44, request) {
  const authorization = request.headers.get("Authorization");
  if (!authorization) return "anonymous";
  if (authorization === request.headers.get("Base44-Service-Authorization")) return "service";
  const me = await base44.auth.me().catch(() => null);
  return me?.email ?? me?.id ?? "anonymous";
}
