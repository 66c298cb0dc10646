#!/usr/bin/env node
// Starts the program that npm installed for this platform, with the same words, streams and exit code.
"use strict";

const { spawnSync } = require("node:child_process");

const scope = "@SCOPE@";
const program = process.platform === "win32" ? "credits.exe" : "credits";
const wanted = `${scope}/${process.platform}-${process.arch}`;

let path;
try {
  path = require.resolve(`${wanted}/bin/${program}`);
} catch {
  console.error(`error: ${wanted}, which holds the program for this machine, is not installed`);
  console.error("hint: npm leaves it out with --omit=optional or --no-optional: install again without");
  console.error("hint: the programs are for Linux, macOS and Windows, each on x64 and arm64");
  process.exit(2);
}

const words = process.argv.slice(2);
if (typeof process.execve === "function" && process.platform !== "win32") {
  // The program takes the place of Node: signals reach it directly. (Older versions of Node go on below.)
  const warnings = process.emitWarning;
  process.emitWarning = () => {};
  try {
    process.execve(path, [path, ...words], process.env);
  } catch {
    process.emitWarning = warnings;
  }
}
// A signal of the terminal reaches the program, too, which cleans up and ends. Node only waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {});
}
const ran = spawnSync(path, words, { stdio: "inherit", windowsHide: true });
if (ran.error) {
  console.error(`error: ${path} cannot be started: ${ran.error.message}`);
  process.exit(2);
}
if (ran.signal) {
  process.removeAllListeners(ran.signal);
  process.kill(process.pid, ran.signal);
}
process.exit(ran.status ?? 2);
