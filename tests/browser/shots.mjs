// Takes pictures of pages: node shots.mjs FOLDER PAGE.html…   [--widths 360,768,1280,1600] [--schemes light,dark] [--pdf]
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    widths: { type: "string", default: "360,768,1280,1600" },
    schemes: { type: "string", default: "light,dark" },
    pdf: { type: "boolean", default: false },
  },
});
const [folder, ...pages] = positionals;
if (!folder || pages.length === 0) {
  console.error("usage: node shots.mjs FOLDER PAGE.html… [--widths 360,1280] [--schemes light,dark] [--pdf]");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
for (const path of pages) {
  const name = basename(path, ".html");
  for (const colorScheme of values.schemes.split(",")) {
    for (const width of values.widths.split(",").map(Number)) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      await page.goto(pathToFileURL(resolve(path)).href);
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      await page.close();
    }
  }
  if (values.pdf) {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(resolve(path)).href);
    await page.pdf({ path: join(folder, `${name}.pdf`), format: "A4", preferCSSPageSize: true });
    await page.close();
  }
}
await browser.close();
