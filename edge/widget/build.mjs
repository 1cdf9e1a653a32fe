// Bundles the three scripts and refuses to grow: a frightened child's phone has to load them.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const BUDGET = 25 * 1024; // bytes of gzip, all scripts together
const out = new URL("../static/build/", import.meta.url).pathname;
const source = (name) => new URL(name, import.meta.url).pathname;
const common = { bundle: true, minify: true, legalComments: "none", target: ["es2022"], outdir: out };

await Promise.all([
  build({ ...common, entryPoints: [source("chat.js")], format: "esm" }),
  build({ ...common, entryPoints: [source("leave.js"), source("embed.js")], format: "iife" }),
]);

let total = 0;
for (const name of ["chat.js", "leave.js", "embed.js"]) {
  const size = gzipSync(await readFile(out + name), { level: 9 }).length;
  total += size;
  console.log(`${name.padEnd(9)} ${size} bytes gzip`);
}
console.log(`total     ${total} of ${BUDGET}`);
if (total > BUDGET) {
  console.error("The scripts are over their budget.");
  process.exit(1);
}
