// What the recorder uses of @base44/sdk 0.8.50, for machines without npm.
export function createClient({ serverUrl, appId, token, serviceToken }) {
  const modules = (bearer) => {
    const send = async (method, path, body) => {
      const headers = { "content-type": "application/json", ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) };
      const answer = await fetch(`${serverUrl}/api/apps/${appId}/${path}`, { method, headers, body: body && JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    };
    const any = (get) => new Proxy({}, { get: (_, name) => get(name) });
    return {
      integrations: any((name) => any((endpoint) => (body) => send("POST", `integration-endpoints/${name}/${endpoint}`, body))),
      entities: any((name) => ({
        create: (row) => send("POST", `entities/${name}`, row),
        list: (sort, limit = 50) => send("GET", `entities/${name}?limit=${limit}`),
        filter: (q, sort, limit = 50) => send("GET", `entities/${name}?q=${encodeURIComponent(JSON.stringify(q))}&limit=${limit}`),
      })),
      functions: { invoke: (name, body) => send("POST", `functions/${name}`, body) },
      auth: { me: () => send("GET", "entities/User/me") },
    };
  };
  return {
    ...modules(token),
    get asServiceRole() {
      if (!serviceToken) throw new Error("no service token");
      return modules(serviceToken);
    },
  };
}

export function createClientFromRequest(request) {
  const token = (name) => request.headers.get(name)?.split(" ")[1];
  return createClient({
    serverUrl: request.headers.get("Base44-Api-Url"),
    appId: request.headers.get("Base44-App-Id"),
    token: token("Authorization"),
    serviceToken: token("Base44-Service-Authorization"),
  });
}
