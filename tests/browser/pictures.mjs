// Takes the README's picture of the page: node pictures.mjs PAGE.html PICTURE.png
// The text of the page's answer goes into the picture, so that a test sees when the page says something else (tests/it/pictures.rs).
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { crc32 } from "node:zlib";
import { chromium } from "playwright-core";

const [page, picture] = process.argv.slice(2);
if (!page || !picture) {
  console.error("usage: node pictures.mjs PAGE.html PICTURE.png");
  process.exit(2);
}
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
const tab = await browser.newPage({ colorScheme: "light", viewport: { width: 1120, height: 880 } });
await tab.goto(pathToFileURL(resolve(page)).href);
const text = (await tab.locator("#answer h1").textContent()).trim();
const png = await tab.screenshot();
await browser.close();

/** A chunk of a PNG file: length, name, content, checksum. */
function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

// Keyword, no compression, no language, no translated keyword, the text. It comes right after the header, which takes 33 bytes.
const said = chunk("iTXt", Buffer.concat([Buffer.from("Description\0\0\0\0\0", "latin1"), Buffer.from(text, "utf8")]));
writeFileSync(picture, Buffer.concat([png.subarray(0, 33), said, png.subarray(33)]));
console.log(`${picture}: ${text}`);
