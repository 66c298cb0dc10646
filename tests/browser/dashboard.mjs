// Compiles docs/guide/grafana.json against the types that Grafana publishes for its dashboards. The types check the dashboard's own fields,
// its panels and their queries' places; what a panel's `options` may hold is left open by them.
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const dashboard = readFileSync(join(here, "../../docs/guide/grafana.json"), "utf8");

// A word of JSON stands for the enum's member of that value.
const plain = `
import type { Dashboard } from "@grafana/schema";
type Plain<T> = T extends string ? \`\${T}\` : T extends (infer U)[] ? Plain<U>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
`;

function faults(json) {
  // Beside node_modules, so that the package is found.
  const folder = mkdtempSync(join(here, "dashboard-"));
  try {
    const file = join(folder, "dashboard.mts");
    writeFileSync(file, `${plain}export const dashboard: Plain<Dashboard> =\n${json};\n`);
    const program = ts.createProgram([file], {
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: [],
    });
    return ts.getPreEmitDiagnostics(program).map((fault) => {
      const line = fault.file ? fault.file.getLineAndCharacterOfPosition(fault.start).line - 3 : 0;
      return `grafana.json:${line}: ${ts.flattenDiagnosticMessageText(fault.messageText, " ")}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const found = faults(dashboard);
found.forEach((fault) => console.error(fault));
// The types must be able to say no.
const wrong = faults(dashboard.replace('"absolute"', '"absolut"'));
if (wrong.length !== 1) {
  console.error(`one seeded fault, ${wrong.length} found`);
}
if (found.length > 0 || wrong.length !== 1) {
  process.exit(1);
}
console.log("the dashboard fits Grafana's types");
