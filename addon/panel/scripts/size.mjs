// What a browser loads before the first page shows, with the longer of the two languages, as gzip;
// fails above the budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 60_000;
const ROOT = new URL("../../../src/borne/web/static/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", ROOT), "utf8"));

const files = new Set(["index.html"]);
function add(name) {
  const chunk = manifest[name];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const part of chunk.imports ?? []) add(part);
}
add("index.html");
add(["en", "fr"].map(coreOf).sort((one, other) => weight(other) - weight(one))[0]);

function coreOf(language) {
  return `src/lib/i18n/${language}/core.ts`;
}
function weight(name) {
  return gzipped(manifest[name].file);
}
function gzipped(file) {
  return gzipSync(readFileSync(new URL(file, ROOT)), { level: 6 }).length;
}

let total = 0;
for (const file of files) {
  const size = gzipped(file);
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(7)} kB  first load, of ${BUDGET / 1000} kB`);
if (total > BUDGET) {
  console.error("The first load is above its budget: load something on demand.");
  process.exit(1);
}
