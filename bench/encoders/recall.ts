import { existsSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { openKnowledgeBase } from "../../dist/kb/folder.js";
import { openFolderIndex } from "../../dist/vectors/folder-index.js";
import { markdown, type Row, row } from "../table.js";
import { root } from "../world/data.js";
import { heldBackTexts, sampled } from "./held-back.js";
import { agreement, KS, type Measured, measure } from "./measure.js";
import { byVectors, byWords, trained, untrained } from "./retrievers.js";
import { type Comparer, vectorsOf } from "./vectors.js";

/**
 * `npm run bench:recall`: how often the entity that a mention means is among the first k that are found in the whole KB "world", by
 * bi-encoders, by the sentence encoder that nobody trained for it, and by BM25; on links of pages that are held back.
 *
 *     npm run bench:recall -- --encoder FOLDER [--encoder FOLDER]... [--limit ENTITIES] [--mentions N] [--write]
 *
 * Vectors are kept in `.namesake/vectors`, and made again when the KB has changed. With `--limit` there are only the first
 * entities of the KB, and mentions of these: to try it. With `--write` the tables go into docs/recall.md.
 */
const { values: options } = parseArgs({
  options: {
    encoder: { type: "string", multiple: true, default: [] },
    limit: { type: "string" },
    mentions: { type: "string", default: "1000000" },
    write: { type: "boolean", default: false },
  },
});
const entities = Number(options.limit ?? Number.POSITIVE_INFINITY);
const mentions = Number(options.mentions);
if (!(entities > 0 && mentions > 0) || (options.write && options.limit !== undefined))
  throw new Error("Expected --limit and --mentions from 1, and --write without --limit");

const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const places = {
  kb: join(home, "kb/world"),
  development: join(home, "data/prose-dev.jsonl"),
  training: join(home, "data/prose-train.jsonl"),
};
const missing = [...Object.values(places), ...options.encoder].filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.log(`skipped: 1 (there is no ${missing.join(", no ")}; npm run world makes what is of the world)`);
  process.exit(0);
}

const threads = Math.min(2, availableParallelism());
const percent = (share: number): string => (Number.isNaN(share) ? "–" : (100 * share).toFixed(1));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const kb = await openKnowledgeBase(places.kb);
const texts = sampled(await heldBackTexts(kb, places.development, places.training, entities), mentions);
say(`${texts.flatMap((text) => text.mentions).length} mentions`);

/** Both indexes of a comparer's vectors. */
async function compared(comparer: Comparer): Promise<{ exact: Measured; hnsw: Measured }> {
  const folder = await vectorsOf(kb, comparer, join(home, "vectors"), entities);
  try {
    const exact = byVectors(comparer.name, comparer, folder.exactIndex());
    const measured = await measure(exact, texts);
    await exact.close();
    const hnsw = byVectors(comparer.name, comparer, await openFolderIndex(folder));
    return { exact: measured, hnsw: await measure(hnsw, texts).finally(() => hnsw.close()) };
  } finally {
    folder.close();
    await comparer.close();
  }
}

const systems: Measured[] = [];
const indexes: { exact: Measured; hnsw: Measured }[] = [];
const show = (measured: Measured): void => {
  systems.push(measured);
  const recall = measured.slices["all"]?.recall.map(percent).join(", ");
  say(`${measured.name}: recall@${KS.join(", ")}: ${recall} %, ${measured.p50.toFixed(2)} ms`);
};
for (const folder of options.encoder) {
  const found = await compared(await trained(kb, folder, basename(folder), threads));
  indexes.push(found);
  show(found.exact);
}
const plain = await compared(await untrained(threads));
indexes.push(plain);
show(plain.exact);
const words = byWords(kb, entities);
show(await measure(words, texts));

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

const sliceTables = Object.entries(systems[0]?.slices ?? {}).map(([slice, { mentions: count }]) => {
  const rows = systems.map(({ name, slices }) => [name, ...(slices[slice]?.recall ?? []).map(percent)]);
  const head = ["entities found by", ...KS.map((k) => `recall@${k}`)];
  return `### ${slice[0]?.toUpperCase()}${slice.slice(1)}: ${count.toLocaleString("en")} mentions\n\n${table(head, rows)}`;
});
const indexTable = table(
  ["encoder, index", ...KS.map((k) => `recall@${k}`), "of exact@10", "of exact@64", "p50, ms", "p95, ms"],
  indexes.flatMap(({ exact, hnsw }) =>
    Object.entries({ exact, hnsw }).map(([kind, measured]) => [
      `${measured.name}, ${kind}`,
      ...(measured.slices["all"]?.recall ?? []).map(percent),
      ...[10, 64].map((k) => percent(agreement(exact, measured, k))),
      measured.p50.toFixed(2),
      measured.p95.toFixed(2),
    ]),
  ),
);
const at64 = (measured: Measured, slice: string): number =>
  100 * (measured.slices[slice]?.recall[KS.indexOf(64)] ?? Number.NaN);
const reach = indexes
  .slice(0, -1)
  .flatMap(({ exact }): Row[] => [
    row(`${exact.name}: recall@64, with a description`, at64(exact, "with a description"), "%", ">=", 90),
    row(`${exact.name}: recall@64, never in training`, at64(exact, "never in training"), "%", ">=", 80),
  ]);

const { size } = kb;
const searched = Math.min(entities, size).toLocaleString("en");
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, Node ${process.versions.node}`;
const page = [
  "# Recall of dense retrieval",
  `Written by \`npm run bench:recall -- --write\`; not by hand. How often the entity that a mention means is among the first k that are found
among all ${searched} entities of the KB "world": percentages of the links of pages that are held back from training, whose entity the KB
has. No list of candidates and no popularity is used. "Never in training": entities that no link of the training set leads to.
Encoders are searched exactly; BM25 has the same texts of entities, and the words of the mention and of its sentence, those of the
mention counted four times. The untrained sentence encoder reads the sentence without the mention, as the default linker does.`,
  `Machine: ${machine}. KB content ${kb.totals().contentHash}.`,
  ...(reach.length > 0 ? [markdown(reach)] : []),
  "## Recall",
  ...sliceTables,
  "## Exact and approximate search",
  "Recall of all mentions; the share of what the exact index finds that the index finds too; milliseconds of a query for 100 on one thread.",
  indexTable,
].join("\n\n");
process.stdout.write(`${page}\n`);
if (options.write) writeFileSync(join(root, "docs/recall.md"), `${page}\n`);
await kb.close();
