// Checks that everyone can tell the colours of charts apart: node colours.mjs [STYLE.css]
// Each palette (light, dark) is checked for full colour vision and for three kinds of colour blindness (protanopia, deuteranopia,
// tritanopia; the matrices of Machado, Oliveira and Fernandes 2009 at full severity, in linear RGB). Colours side by side must differ
// by a minimum ΔE 2000, and the colour of every bar must have a visible contrast to the card.
import { readFileSync } from "node:fs";

const LEAST = 11; // between any two series; some five times what is just noticed side by side
const NEIGHBOURS = 13; // between two that are stacked on each other
const CONTRAST = 1.35; // bars against the card; the larger ones have 3 and more

const path = process.argv[2] ?? new URL("../../src/render/html/style.css", import.meta.url);
const css = readFileSync(path, "utf8");
const [light, dark] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) =>
  Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,8})/gi)].map(([, name, value]) => [name, value])));

const rgb = (hex) => {
  const full = hex.length === 4 ? [...hex.slice(1)].map((d) => d + d).join("") : hex.slice(1, 7);
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16) / 255);
};
const linear = (c) => c.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
const times = (m, c) => m.map((row) => row.reduce((sum, v, i) => sum + v * c[i], 0));
const clamp = (c) => c.map((v) => Math.min(1, Math.max(0, v)));
const SIGHT = {
  "full colour vision": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const lab = (lin) => {
  const [x, y, z] = times([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]], lin);
  const f = (t) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
};

/** CIEDE2000, as Sharma, Wu and Dalal (2005) write it. */
export const difference = ([l1, a1, b1], [l2, a2, b2]) => {
  const rad = Math.PI / 180;
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [p1, p2] = [a1 * (1 + g), a2 * (1 + g)];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const hue = (b, a) => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / rad + 360) % 360);
  const [h1, h2] = [hue(b1, p1), hue(b2, p2)];
  const grey = c1 * c2 === 0;
  let dh = grey ? 0 : h2 - h1;
  if (dh > 180) dh -= 360;
  if (dh < -180) dh += 360;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((dh / 2) * rad);
  const [ml, mc] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const sum = h1 + h2;
  const mh = grey ? sum : Math.abs(h1 - h2) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
  const t = 1 - 0.17 * Math.cos((mh - 30) * rad) + 0.24 * Math.cos(2 * mh * rad) + 0.32 * Math.cos((3 * mh + 6) * rad)
    - 0.2 * Math.cos((4 * mh - 63) * rad);
  const sl = 1 + (0.015 * (ml - 50) ** 2) / Math.sqrt(20 + (ml - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * mc, 1 + 0.015 * mc * t];
  const rc = 2 * Math.sqrt(mc ** 7 / (mc ** 7 + 25 ** 7));
  const rt = -rc * Math.sin(60 * Math.exp(-(((mh - 275) / 25) ** 2)) * rad);
  return Math.sqrt(((l2 - l1) / sl) ** 2 + ((c2 - c1) / sc) ** 2 + (dH / sh) ** 2 + rt * ((c2 - c1) / sc) * (dH / sh));
};

const luminance = (lin) => 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2];
const contrast = (a, b) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};

// Reference data of that paper, so that the formula does not check itself.
const known = [
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
];
let failed = 0;
const check = (holds, says) => {
  if (!holds) {
    failed += 1;
    console.log(`FAILED ${says}`);
  }
};
known.forEach(([a, b, wanted]) => check(Math.abs(difference(a, b) - wanted) < 5e-4, `the formula: ${difference(a, b)}, not ${wanted}`));

// In the order in which they are stacked.
const SERIES = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];
for (const [scheme, palette] of [["light", light], ["dark", dark]]) {
  for (const [sight, matrix] of Object.entries(SIGHT)) {
    const seen = Object.fromEntries(SERIES.map((name) => [name, lab(clamp(times(matrix, linear(rgb(palette[name])))))]));
    let closest = [Infinity];
    SERIES.forEach((a, i) => SERIES.slice(i + 1).forEach((b, j) => {
      const apart = difference(seen[a], seen[b]);
      if (apart < closest[0]) closest = [apart, a, b];
      const least = j === 0 ? NEIGHBOURS : LEAST;
      check(apart >= least, `${scheme}, ${sight}: ${a} and ${b} are ${apart.toFixed(1)} apart, not ${least}`);
    }));
    console.log(`${scheme}, ${sight}: the closest two are ${closest[1]} and ${closest[2]}, ${closest[0].toFixed(1)} apart`);
  }
  for (const name of SERIES) {
    const apart = contrast(linear(rgb(palette[name])), linear(rgb(palette.card)));
    check(apart >= CONTRAST, `${scheme}: ${name} on the card has a contrast of ${apart.toFixed(2)}, not ${CONTRAST}`);
  }
}
console.log(failed === 0 ? "the colours differ for everyone" : `${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
