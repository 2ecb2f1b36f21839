import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildKnowledgeBase } from "../../dist/kb/folder.js";
import { packageVersion } from "../../dist/starter.js";
import { watchMemory } from "../timing.js";
import { dataFolder, hasData, isForRanking, isHeldBack, root } from "./data.js";
import { writeProse } from "./prose-sets.js";
import { readWorld, TIERS, type Tier } from "./records.js";

/**
 * `npm run world`: builds a KB of 759,256 titles of Wikipedia out of the data for development, which answers to `--kb world`, and the
 * set prose-dev. `-- --tier M` or `S` builds a smaller one, "world-m" or "world-s"; `--no-merge` leaves redirects as they are; `--for-ranking`
 * builds "world-for-ranking", which does not know the links of some more pages, and writes these as the set prose-ranking.
 */
const { values } = parseArgs({
  options: {
    tier: { type: "string", default: "XL" },
    "no-merge": { type: "boolean", default: false },
    "for-ranking": { type: "boolean", default: false },
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
const forRanking = values["for-ranking"];
const name = [
  "world",
  ...(tier === "XL" ? [] : [tier.toLowerCase()]),
  ...(merging ? [] : ["unmerged"]),
  ...(forRanking ? ["for-ranking"] : []),
].join("-");
// As the program looks for KBs: in the home that is named, or in the checkout.
const folder = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
mkdirSync(join(folder, "kb"), { recursive: true });
mkdirSync(join(folder, "data"), { recursive: true });

const began = performance.now();
const since = () => ((performance.now() - began) / 1000).toFixed(0).padStart(4);
const say = (step: string) => console.error(`${since()} s  ${step}`);
const memory = watchMemory();

const world = await readWorld(
  tier as Tier,
  merging,
  say,
  forRanking ? (title) => isHeldBack(title) || isForRanking(title) : isHeldBack,
);
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

say("writing the texts");
const written: string[] = [];
const writeTexts = async (set: string, which: Parameters<typeof writeProse>[1]): Promise<void> => {
  const { documents, mentions } = await writeProse(join(folder, "data", `${set}.jsonl`), which);
  written.push(
    `${set}: ${documents.toLocaleString("en")} documents, ${mentions.toLocaleString("en")} mentions`,
  );
};
if (forRanking) {
  await writeTexts("prose-ranking", { chosen: isForRanking, mixed: true });
  const before = (title: string) => !isHeldBack(title) && !isForRanking(title);
  await writeTexts("prose-before-ranking", { chosen: before, mixed: true });
} else {
  await writeTexts("prose-dev", {});
  await writeTexts("prose-train", { chosen: (title) => !isHeldBack(title), mixed: true });
}
const count = (value: number) => value.toLocaleString("en");
console.error(
  `${since()} s  ${name}: ${count(entities)} entities of ${count(world.entries)} titles, ${count(aliases)} aliases, ` +
    `${count(relations)} relations, ${count(world.merges.length)} redirects merged, ${rejected} left out`,
);
const { anonymous, file, total } = memory();
console.error(
  `        memory at its highest: ${count(Math.round(total))} MB (${count(Math.round(anonymous))} anonymous, ${count(Math.round(file))} file-backed)`,
);
console.error(`        ${written.join("; ")}; ${count(world.subtracted)} links taken out of the counts`);
console.error(`        Try it: npx namesake link --kb ${name} "Mercury orbits the Sun."`);
