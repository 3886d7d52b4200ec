// Checks tokens.css: WCAG AA contrast in both themes, and that the 12 colours of people
// stay apart for normal, red-blind, green-blind and blue-blind eyes.
// Run: node scripts/check-contrast.mjs   (exit 1 when anything fails, or when nothing was checked)
import { readFileSync } from 'node:fs';
const css = readFileSync(new URL('../renderer/styles/tokens.css', import.meta.url), 'utf8');
const read = (selector) => {
  const at = css.indexOf(selector + ' {');
  if (at < 0) throw new Error('no block ' + selector);
  const body = css.slice(at, css.indexOf('\n}', at));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map((m) => [m[1], m[2]]));
};
const themes = { light: read(':root, :root[data-theme="light"]'), dark: read(':root[data-theme="dark"]') };

const toLinear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const rgb = (h) => [1, 3, 5].map((i) => toLinear(parseInt(h.slice(i, i + 2), 16) / 255));
const lum = (h) => {
  const [r, g, b] = rgb(h);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [x, y] = [lum(a), lum(b)].toSorted((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};

const pairs = []; // [foreground, background, least ratio, why]
const surfaces = ['bg-frame', 'bg-surface', 'bg-raised'];
for (const bg of [...surfaces, 'bg-sunken', 'bg-hover', 'bg-active', 'bg-selected', 'tree-bg'])
  for (const fg of ['ink', 'ink-2']) pairs.push([fg, bg, 4.5, 'text']);
for (const bg of [...surfaces, 'bg-hover', 'tree-bg', 'bg-sunken', 'bg-selected']) pairs.push(['ink-3', bg, 4.5, 'quiet text']);
for (const c of ['leaf', 'sun', 'bark', 'danger', 'note']) {
  pairs.push([`${c}-on`, c, 4.5, 'text on fill']);
  for (const bg of [...surfaces, `${c}-tint`, 'tree-bg', 'bg-hover']) pairs.push([`${c}-text`, bg, 4.5, 'coloured text']);
  pairs.push(['ink', `${c}-tint`, 4.5, 'text on tint'], ['ink-2', `${c}-tint`, 4.5, 'text on tint']);
  pairs.push([`${c}-line`, 'bg-surface', 3, 'outline']);
}
pairs.push(
  ['leaf-hover', 'leaf-on', 4.5, 'hover'],
  ['sun-on', 'sun-hover', 4.5, 'hover'],
  ['leaf-text', 'bg-selected', 4.5, 'selected'],
);
for (const bg of surfaces) pairs.push(['line-control', bg, 3, 'control edge'], ['focus', bg, 3, 'focus line']);
pairs.push(['ink', 'mark', 4.5, 'highlight'], ['ink', 'selection', 4.5, 'selection']);
for (const c of ['tree-node-line', 'tree-root', 'tree-ghost', 'lat-1', 'lat-2', 'lat-3', 'lat-4', 'particle'])
  pairs.push([c, 'tree-bg', 3, 'tree graphics']);
pairs.push(['tree-root-on', 'tree-root', 4.5, 'root label'], ['ink', 'tree-node', 4.5, 'node label']);
for (let i = 1; i <= 12; i++)
  pairs.push(
    [`p${i}`, 'bg-surface', 3, 'caret'],
    [`p${i}-on`, `p${i}`, 4.5, 'name flag'],
    ['ink', `p${i}-tint`, 4.5, 'text in remote selection'],
    [`p${i}`, 'tree-bg', 3, 'node ring'],
  );

// Machado et al. 2009, severity 1
const eyes = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const lab = ([r, g, b]) => {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b),
    m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b),
    s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};
const seen = (h, eye) =>
  lab(
    eyes[eye].map((row) =>
      Math.min(
        1,
        Math.max(
          0,
          row.reduce((t, k, i) => t + k * rgb(h)[i], 0),
        ),
      ),
    ),
  );
const apart = (a, b, eye) => 100 * Math.hypot(...seen(a, eye).map((v, i) => v - seen(b, eye)[i]));

let failed = 0,
  checked = 0;
for (const [name, t] of Object.entries(themes)) {
  let worst = [99];
  for (const [fg, bg, least, why] of pairs) {
    if (!t[fg] || !t[bg]) {
      console.log(`${name}: token missing: ${fg} or ${bg}`);
      failed++;
      continue;
    }
    const r = contrast(t[fg], t[bg]);
    checked++;
    if (r / least < worst[0]) worst = [r / least, `${fg} on ${bg} ${r.toFixed(2)} (needs ${least})`];
    if (r < least) {
      console.log(`${name}: FAIL ${fg} on ${bg}: ${r.toFixed(2)} < ${least} (${why})`);
      failed++;
    } else if (process.argv.includes('--all')) console.log(`${name}: ${fg} on ${bg}: ${r.toFixed(2)}`);
  }
  console.log(`${name}: ${pairs.length} pairs, closest to the limit: ${worst[1]}`);
  for (const eye of Object.keys(eyes)) {
    let least = [1e9];
    for (let i = 1; i <= 12; i++)
      for (let j = 1; j < i; j++) {
        const d = apart(t['p' + i], t['p' + j], eye);
        checked++;
        if (d < least[0]) least = [d, `p${j} and p${i}`];
      }
    const need = eye === 'normal' ? 10 : 5;
    console.log(`${name}: people, ${eye}: nearest two ${least[0].toFixed(1)} apart (${least[1]}; needs ${need})`);
    if (least[0] < need) failed++;
  }
}
if (!checked) {
  console.log('nothing was checked');
  failed++;
}
console.log(failed ? `${failed} failed` : `all ${checked} checks pass`);
process.exit(failed ? 1 : 0);
