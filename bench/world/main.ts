import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildKnowledgeBase } from "../../dist/kb/folder.js";
import { packageVersion } from "../../dist/starter.js";
import { watchMemory } from "../timing.js";
import { dataFolder, hasData, root } from "./data.js";
import { writeProse } from "./prose-sets.js";
import { readWorld, TIERS, type Tier } from "./records.js";

/**
 * `npm run world`: builds a KB of 759,256 titles of Wikipedia out of the data for development, which answers to `--kb world`, and the
 * set prose-dev. `-- --tier M` or `S` builds a smaller one, "world-m" or "world-s"; `--no-merge` leaves redirects as they are.
 */
const { values } = parseArgs({
  options: {
    tier: { type: "string", default: "XL" },
    "no-merge": { type: "boolean", default: false },
    store: { type: "string" },
  },
});
const tier = values.tier.toUpperCase();
if (!Object.hasOwn(TIERS, tier)) throw new Error(`--tier should be S, M or XL, found ${values.tier}`);
if (!hasData()) {
  console.log(`skipped: 1 (no data in ${dataFolder}; NAMESAKE_DATA names another folder)`);
  process.exit(0);
}

const merging = !values["no-merge"];
const name = ["world", ...(tier === "XL" ? [] : [tier.toLowerCase()]), ...(merging ? [] : ["unmerged"])].join(
  "-",
);
// As the program looks for KBs: in the home that is named, or in the checkout.
const folder = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
mkdirSync(join(folder, "kb"), { recursive: true });
mkdirSync(join(folder, "data"), { recursive: true });

const began = performance.now();
const since = () => ((performance.now() - began) / 1000).toFixed(0).padStart(4);
const say = (step: string) => console.error(`${since()} s  ${step}`);
const memory = watchMemory();

const world = await readWorld(tier as Tier, merging, say);
say(`building ${name}`);
const sources = [
  { name: "Wikipedia titles, texts and links", licence: "CC-BY-SA-4.0" },
  { name: "Wikidata", licence: "CC0-1.0" },
  { name: "DBpedia", licence: "CC-BY-SA-3.0" },
  { name: "YAGO", licence: "CC-BY-4.0" },
  { name: "Freebase (FB15k-237)", licence: "CC-BY-2.5" },
];
const path = join(folder, "kb", name);
const { knowledgeBase, rejected } = await buildKnowledgeBase(world.records(), path, () => sources, {
  name,
  builder: packageVersion(),
  onReject: (message) => console.error(`left out: ${message}`),
  ...(values.store === "memory" || values.store === "lmdb" ? { store: values.store } : {}),
});
const { entities, aliases, relations } = knowledgeBase.totals();
await knowledgeBase.close();

const list = join(folder, "kb", name, "merges.tsv");
const rows = world.merges.map(({ from, into, because }) => `${from}\t${into}\t${because.join(" ")}`);
writeFileSync(`${list}.new`, `redirect\tmerged into\tbecause\n${rows.join("\n")}\n`);
renameSync(`${list}.new`, list);
rmSync(`${list}.new`, { force: true });

say("writing prose-dev and prose-train");
const dev = await writeProse(join(folder, "data", "prose-dev.jsonl"), true);
const train = await writeProse(join(folder, "data", "prose-train.jsonl"), false);
const count = (value: number) => value.toLocaleString("en");
console.error(
  `${since()} s  ${name}: ${count(entities)} entities of ${count(world.entries)} titles, ${count(aliases)} aliases, ` +
    `${count(relations)} relations, ${count(world.merges.length)} redirects merged, ${rejected} left out`,
);
const { anonymous, file, total } = memory();
console.error(
  `        memory at its highest: ${count(Math.round(total))} MB (${count(Math.round(anonymous))} anonymous, ${count(Math.round(file))} file-backed)`,
);
console.error(
  `        prose-dev: ${count(dev.documents)} documents, ${count(dev.mentions)} mentions; prose-train: ${count(train.documents)}, ${count(train.mentions)}; ${count(world.subtracted)} links taken out of the counts`,
);
console.error(`        Try it: npx namesake link --kb ${name} "Mercury orbits the Sun."`);
