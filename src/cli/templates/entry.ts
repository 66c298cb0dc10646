// Writes one row of CreditLog for each event that uses credits. To read the log: credits report CreditLog_export.csv
//
// Call it after each call that uses credits, and do not wait for it:
//
//   const begun = Date.now();
//   const answer = await base44.integrations.Core.InvokeLLM({ prompt, model: "gpt_5" });
//   base44.functions
//     .invoke("record-credits", {
//       operation: "InvokeLLM", model: "gpt_5", feature: "shop/search", prompt,
//       metadata: { duration_ms: Date.now() - begun },
//     })
//     .catch(() => {}); // a log that cannot be written must not break the app

import { createClientFromRequest } from "npm:@base44/sdk";

/** The name of this app, if several apps share one log. */
const APP = "";

/** If false, a hash is kept instead of the prompt: repeated calls are still found, but prompts cannot be read. */
const KEEP_PROMPTS = false;

const TEXT_LIMIT = 2_000;

/** The fields that a caller may set. This function sets time and user, so that nobody can write a row in another user's name. */
const TEXT_FIELDS = ["pool", "operation", "model", "feature", "status"] as const;

Deno.serve(async (request: Request): Promise<Response> => {
  if (request.method !== "POST") {
    return Response.json({ error: "POST only" }, { status: 405 });
  }
  const base44 = createClientFromRequest(request);
  const user = await base44.auth.me().catch(() => null);
  if (!user) {
    return Response.json({ error: "sign in first" }, { status: 401 });
  }
  const given = await request.json().catch(() => null);
  if (given === null || typeof given !== "object" || typeof given.operation !== "string" || given.operation === "") {
    return Response.json({ error: "expected a JSON object with an operation" }, { status: 400 });
  }

  const row: Record<string, unknown> = { timestamp: new Date().toISOString(), user: user.email ?? user.id, status: "ok" };
  if (APP !== "") row.app = APP;
  for (const field of TEXT_FIELDS) {
    if (typeof given[field] === "string" && given[field] !== "") row[field] = given[field].slice(0, TEXT_LIMIT);
  }
  for (const field of ["quantity", "credits"]) {
    // Leave an unknown amount empty; a 0 would mean that the call was free.
    if (typeof given[field] === "number" && Number.isFinite(given[field])) row[field] = given[field];
  }
  if (typeof given.prompt === "string" && given.prompt !== "") {
    row.prompt = KEEP_PROMPTS ? given.prompt.slice(0, TEXT_LIMIT) : `sha256:${await sha256(given.prompt)}`;
  }
  if (given.metadata !== null && typeof given.metadata === "object" && !Array.isArray(given.metadata)) {
    row.metadata = given.metadata;
  }

  await base44.asServiceRole.entities.CreditLog.create(row);
  return Response.json({ recorded: true });
});

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
