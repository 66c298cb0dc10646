// In the backend function, before the call. CreditLog is the log that `credits init` sets up; only its service role can read it.
const me = await base44.auth.me().catch(() => null);
const since = new Date(Date.now() - 3600_000).toISOString();
const recent = await base44.asServiceRole.entities.CreditLog.filter({ user: me?.email ?? "anonymous", timestamp: { $gte: since } }, "-timestamp", LIMIT);
if (recent.length >= LIMIT) return new Response("Too many requests: try again in an hour", { status: 429 });
