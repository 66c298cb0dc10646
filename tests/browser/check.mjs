// Opens HTML reports in a real browser: node check.mjs PAGE.html…
// One line per check that fails, and a closing line `N passed, N failed`; exit 1 if any failed.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = process.argv.slice(2).map((path) => resolve(path));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (pages.length === 0 || !existsSync(executablePath)) {
  console.error("usage: node check.mjs PAGE.html…   (needs /usr/bin/chromium, or CHROMIUM=PATH)");
  process.exit(2);
}

let passed = 0;
let failed = 0;
const check = (page, what, holds, detail = "") => {
  if (holds) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAILED ${basename(page)}: ${what}${detail ? `\n       ${detail}` : ""}`);
  }
};

const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath, args });

/** Opens a page and hears everything that it says or asks for. */
const open = async (path, options) => {
  // axe is injected past the page's policy; every other check runs under that policy.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const heard = { problems: [], requests: [], hits: 0 };
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && heard.problems.push(message.text()));
  page.on("pageerror", (error) => heard.problems.push(String(error)));
  page.on("dialog", (dialog) => (heard.problems.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => request.url().startsWith("data:") || heard.requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, heard, close: () => context.close() };
};

const url = (path) => pathToFileURL(path).href;

/** Loads alone, in silence, and runs nothing of the log's. */
const quiet = async (path) => {
  const { page, heard, close } = await open(path);
  await page.mouse.move(600, 400);
  for (const summary of await page.locator("summary").all()) await summary.click();
  for (const element of (await page.locator("[title], a, button").all()).slice(0, 60)) {
    await element.hover({ timeout: 1000, force: true }).catch(() => {});
  }
  check(path, "no console message", heard.problems.length === 0, heard.problems.join("; "));
  check(path, "no request but the file", heard.requests.every((r) => r.split("#")[0] === url(path)), heard.requests.join(" "));
  check(path, "no script of the log runs", (await page.evaluate(() => globalThis.hit)) === undefined);
  const alien = await page.evaluate(() => ({
    scripts: [...document.scripts].map((s) => s.type || "script").join(),
    elements: document.querySelectorAll("iframe, object, embed, base, link, form, template, video, audio").length,
    handlers: [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => /^(on|style$)/.test(a.name))).length,
    addresses: [...document.querySelectorAll("[href], [src]")]
      .map((e) => e.getAttribute("href") ?? e.getAttribute("src"))
      .filter((a) => !a.startsWith("#") && !a.startsWith("data:image/")),
  }));
  check(path, "only its own two scripts", ["script", "application/json,script"].includes(alien.scripts), alien.scripts);
  check(path, "no foreign element, handler or inline style", alien.elements + alien.handlers === 0, JSON.stringify(alien));
  check(path, "links stay in the page", alien.addresses.length === 0, alien.addresses.join(" "));
  const bare = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.hit = 1";
    document.body.append(script);
    return globalThis.hit;
  });
  check(path, "the policy stops a script that got in", bare === undefined);
  await close();
};

/** The amounts of a scale stand beside the plot and inside the card, however narrow the page is. */
const scales = async (path) => {
  for (const width of [360, 1280]) {
    const { page, close } = await open(path, { viewport: { width, height: 900 } });
    const wrong = await page.evaluate(() => [...document.querySelectorAll(".chart")].filter((chart) => chart.checkVisibility()).flatMap((chart) => {
      const plot = chart.querySelector("svg").getBoundingClientRect();
      const card = chart.closest("figure").getBoundingClientRect();
      const off = (tick) => tick.right > plot.left || tick.left < card.left;
      return [...chart.querySelectorAll(".tick")].filter((t) => off(t.getBoundingClientRect())).map((t) => t.textContent);
    }));
    check(path, `scales stand beside their plots at ${width} px`, wrong.length === 0, wrong.join(", "));
    await close();
  }
};

/** Fits every width, in light and dark. */
const widths = async (path) => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 768, 1280, 1600]) {
      const { page, close } = await open(path, { colorScheme, viewport: { width, height: 900 } });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      check(path, `no horizontal scroll at ${width} px, ${colorScheme}`, wide <= width, `${wide} px`);
      if (width === 1280) {
        const light = await page.evaluate(() => {
          const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
          return r + g + b > 380;
        });
        check(path, `${colorScheme} is ${colorScheme}`, light === (colorScheme === "light"));
      }
      await close();
    }
  }
};

/** No serious violation of WCAG 2 A and AA, in light and dark, wide and narrow. */
const accessible = async (path) => {
  for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 360]]) {
    const { page, close } = await open(path, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    await page.addScriptTag({ content: axe });
    const found = await page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      const told = (v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`;
      return violations.filter((v) => ["serious", "critical"].includes(v.impact)).map(told);
    });
    check(path, `axe finds nothing serious, ${colorScheme}, ${width} px`, found.length === 0, found.join("\n       "));
    await close();
  }
};

/** The numbers that are shown are the embedded report's. */
const numbers = async (path) => {
  const { page, close } = await open(path);
  const report = await page.evaluate(() => JSON.parse(document.getElementById("report")?.textContent ?? "null"));
  if (report === null) return close();
  const kind = report.schema.split("/")[0];
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll("[data-at]")].map((e) => [e.dataset.at, e.title || e.textContent.replaceAll(",", "")]));
  const at = (path) => path.split(".").reduce((value, key) => value?.[key], report);
  const wrong = shown.filter(([where, value]) => at(where) !== value).map(([where, value]) => `${where}: ${value}, not ${at(where)}`);
  const wanted = {
    "credits.report": () => report.as_of !== null && !report.audit && Object.values(report.pools).some((p) => Number(p.credits) !== 0),
    "credits.check": () => report.balances.length > 0 || report.rules.some((r) => r.state === "fired" && r.value !== null),
    "credits.compare": () => Object.values(report.pools).some((p) => p.events.before + p.events.after > 0),
  };
  check(path, "the page is of a known kind", kind in wanted, kind);
  check(path, "the amounts are the embedded ones", (shown.length > 0 || !wanted[kind]?.()) && wrong.length === 0, wrong.join("; "));
  if (kind === "credits.check") {
    const cards = await page.locator("#fired > .card").count();
    const fired = report.rules.filter((r) => r.state === "fired").length;
    check(path, "each rule that fired has its card", cards === Math.min(fired, 60), `${cards} of ${fired}`);
    const words = { fired: "fired", clear: "clear", indeterminate: "cannot be judged", error: "an error" };
    const answer = await page.locator("#answer").innerText();
    check(path, "the answer says the verdict", answer.includes(words[report.verdict]), `${report.verdict}: ${answer}`);
    check(path, "the exit code is said", answer.includes(`${report.exit}`), answer);
    return close();
  }
  if (kind === "credits.compare") {
    const words = { worse: "Worse", better: "Better", "no-real-change": "No real change", "not-comparable": "Not comparable" };
    const head = await page.locator("h1").innerText();
    const said = words[report.verdict.outcome] ?? "";
    check(path, "the first line is the verdict", head.startsWith(said) || head.startsWith("Neither side"), `${report.verdict.outcome}: ${head}`);
    return close();
  }
  if (report.as_of === null) return close();
  for (const pool of ["message", "integration"]) {
    for (const [what, list] of [["apps", "by_app"], ["users", "by_user"], ["models", "by_model"]]) {
      const rows = await page.evaluate((id) =>
        [...document.querySelectorAll(`#${id} tbody tr`)].map((row) => {
          const cell = row.querySelector("td.n");
          return { rest: row.classList.contains("rest"), credits: cell.title || cell.textContent.replaceAll(",", "") };
        }), `${what}-${pool}`);
      if (rows.length === 0) continue;
      const plain = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
      const own = rows.filter((r) => !r.rest);
      const unlike = own.filter((r, i) => plain(r.credits) !== plain(report.pools[pool][list][i].credits));
      check(path, `${pool} by ${what} is the embedded list`, unlike.length === 0, JSON.stringify(unlike.slice(0, 3)));
      const whole = own.length === report.pools[pool][list].length;
      check(path, `${pool} by ${what} leaves nothing out`, whole || rows.at(-1).rest);
    }
    const hours = await page.evaluate((id) => [...document.querySelectorAll(`#hours-${id} tbody td`)].map((cell) =>
      cell.title || cell.textContent.replaceAll(",", "") || "0"), pool);
    if (hours.length > 0) {
      const listed = new Map(report.pools[pool].hours.map((h) => [h.weekday * 24 + h.hour, h.credits]));
      const unlike = hours.filter((shown, i) => Number(shown) !== Number(listed.get(i) ?? 0));
      check(path, `the hours of ${pool} are the embedded ones`, hours.length === 168 && unlike.length === 0, unlike.join(" "));
    }
    const days = await page.evaluate((id) => [...document.querySelectorAll(`#days-${id} details tbody tr`)].map((row) =>
      [row.cells[0].textContent, row.cells[1].textContent]), pool);
    const daily = report.pools[pool].daily;
    if (days.length === daily.length && days.length > 0) {
      const unlike = days.reverse().filter(([day, credits], i) => day !== daily[i].date || credits !== daily[i].credits);
      check(path, `the days of ${pool} are the embedded ones`, unlike.length === 0, JSON.stringify(unlike.slice(0, 3)));
    }
  }
  await close();
};

/** A click on a heading sorts, the line of the rest stays last, and the keyboard can do the same. */
const sorting = async (path) => {
  const { page, close } = await open(path);
  // Not one of a folded part.
  const table = page.locator("table.sort:visible:has(th.n button)").first();
  if ((await table.count()) === 0) return close();
  const column = () => table.evaluate((t) => {
    const i = [...t.tHead.rows[0].cells].findIndex((th) => th.classList.contains("n"));
    return [...t.tBodies[0].rows].filter((r) => !r.classList.contains("rest"))
      .map((r) => parseFloat((r.cells[i].title || r.cells[i].textContent).replace(/[,≥\s]/g, "")));
  });
  const ordered = (list, sign) => list.every((v, i) => i === 0 || sign * (v - list[i - 1]) >= 0);
  const button = table.locator("th.n button").first();
  await button.click();
  check(path, "a click sorts downwards", ordered(await column(), -1));
  await button.focus();
  await page.keyboard.press("Enter");
  check(path, "Enter sorts upwards", ordered(await column(), 1));
  const last = await table.evaluate((t) => [...t.tBodies[0].rows].findIndex((r) => r.classList.contains("rest")) - t.tBodies[0].rows.length);
  check(path, "the rest stays last", last === -1 || !(await table.locator("tr.rest").count()));
  await close();
};

/** Says the same without its script. */
const scriptless = async (path) => {
  const withScript = await open(path);
  const without = await open(path, { javaScriptEnabled: false });
  const text = (p) => p.locator("main").innerText();
  check(path, "reads the same without script", (await text(withScript.page)) === (await text(without.page)));
  await withScript.close();
  await without.close();
};

/** A button shows other days of a chart in the place of the first, with their scale beside them, and a click leads back. */
const switching = async (path) => {
  for (const width of [390, 1280]) {
    const { page, close } = await open(path, { viewport: { width, height: 900 } });
    const figures = await page.locator("figure:has(.switch)").all();
    const views = await page.locator(".view").count();
    check(path, "each chart with other days has a switch", (figures.length > 0) === (views > 0));
    for (const figure of figures) {
      const shown = () => figure.locator(".view").evaluateAll((all) => all.filter((v) => v.checkVisibility()).map((v) => v.dataset.view));
      const [before] = await shown();
      for (const button of [...(await figure.locator(".switch button").all()).slice(1), figure.locator(".switch button").first()]) {
        const name = await button.getAttribute("aria-label");
        await button.click();
        check(path, `${name} alone is shown`, (await shown()).join() === name && (await button.getAttribute("aria-pressed")) === "true");
        const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
        const scaled = await figure.locator(".chart").evaluateAll((charts) => charts.filter((c) => c.checkVisibility()).every((chart) => {
          const plot = chart.querySelector("svg").getBoundingClientRect();
          return [...chart.querySelectorAll(".tick")].every((t) => t.getBoundingClientRect().right <= plot.left);
        }));
        check(path, `${name} fits ${width} px`, fits && scaled);
      }
      check(path, "a click leads back", (await shown()).join() === before);
    }
    await close();
  }
};

/** A word in the field above a table leaves the rows that have it, and paper has all rows. A day is marked in every chart at once. */
const searching = async (path) => {
  const { page, close } = await open(path);
  const field = page.locator("input.filter:visible").first();
  if (await field.count()) {
    const shown = () => field.evaluate((field) => {
      const box = field.nextElementSibling;
      const table = box.matches("table") ? box : box.querySelector("table");
      return [...table.tBodies[0].rows].filter((row) => !row.hidden).length;
    });
    const all = await shown();
    await field.fill("\u{10ffff}");
    check(path, "a word that no row has leaves none", (await shown()) === 0);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    check(path, "paper has all rows", (await shown()) === all);
  }
  const days = page.locator(".hints rect");
  if ((await page.locator(".hints").count()) > 1 && (await days.count())) {
    await days.first().scrollIntoViewIfNeeded();
    await days.first().hover({ force: true });
    check(path, "the same day is marked in other charts", (await page.locator(".hints .on").count()) > 1);
  }
  await close();
};

/** Prints on A4 and Letter. */
const prints = async (path) => {
  const { page, close } = await open(path, { colorScheme: "dark" });
  const long = await page.evaluate(() => document.documentElement.scrollHeight);
  for (const format of ["A4", "Letter"]) {
    const pdf = (await page.pdf({ format })).toString("latin1");
    const count = (pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
    const most = Math.ceil(long / 600) + 2;
    check(path, `prints on ${format}: 1 to ${most} pages`, count >= 1 && count <= most, `${count} pages`);
  }
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const ink = await page.evaluate(() => getComputedStyle(document.body).color.match(/\d+/g).map(Number).reduce((a, b) => a + b));
  check(path, "prints dark on light, whatever the screen", ink < 380);
  await close();
};

const validator = new HtmlValidate(new FileSystemConfigLoader({
  root: true,
  extends: ["html-validate:standard"],
  rules: { "long-title": "off", "no-implicit-close": "off", "no-inline-style": "off", "doctype-style": "off", "void-style": "off", "prefer-native-element": "off", "no-implicit-button-type": "off" },
}));
const valid = async (path) => {
  const report = await validator.validateString(readFileSync(path, "utf8"));
  const told = report.results.flatMap((r) => r.messages).filter((m) => m.severity === 2);
  check(path, "valid HTML", told.length === 0, told.slice(0, 8).map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`).join("\n       "));
};

for (const path of pages) {
  for (const step of [quiet, widths, scales, accessible, numbers, sorting, searching, switching, scriptless, prints, valid]) {
    try {
      await step(path);
    } catch (error) {
      check(path, step.name, false, String(error));
    }
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
