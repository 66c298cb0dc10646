// InvokeLLM with the same input (prompt, model and all else) is answered from the entity LLMCache (hash, response, stored_at).
async function cachedOrFresh(input, maxAgeMs) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(input)));
  const hash = Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
  const [hit] = await base44.entities.LLMCache.filter({ hash }, "-created_date", 1);
  if (hit && Date.now() - Date.parse(hit.stored_at) < maxAgeMs) return JSON.parse(hit.response);
  const response = await base44.integrations.Core.InvokeLLM(input);
  await base44.entities.LLMCache.create({ hash, response: JSON.stringify(response), stored_at: new Date().toISOString() });
  return response;
}
