import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluate } from "../../dist/eval/evaluate.js";
import { Resolver } from "../../dist/eval/linkers/resolve.js";
import { readDataset } from "../../dist/eval/read-dataset.js";
import { openKnowledgeBase } from "../../dist/kb/folder.js";
import { openEntityTypes } from "../../dist/link/types/open-types.js";
import type { TypeWeights } from "../../dist/link/types/type-evidence.js";
import type { Weights } from "../../dist/link/weights.js";
import { type LinkerParts, linkerParts } from "../../dist/linker-parts.js";
import { isTypeFolder } from "../../dist/models/types/type-files.js";
import { dataFile, hasData, root } from "../world/data.js";
import { fitted, linkerOf, ROWS, type Row, readGold, rightTypes } from "./ablation.js";
import { measuredTable, percent, writeMeasured } from "./page.js";

/**
 * `npm run bench:types`: the ablation of NER4EL on our data: what a linker decides without types, with each of the four ways in which
 * types take part, with some together, and with the right types. Weights are fitted anew for each row, to documents that are not
 * measured with.
 *
 *     npm run bench:types -- [--types FOLDER] [--model FOLDER] [--negatives FOLDER] [--fit N] [--limit N] [--row NAME]... [--write]
 *
 * `--types` is a folder of `namesake train types` (default `.namesake/train/types`); `--model` what the linker is made of beside;
 * `--negatives` a bi-encoder as that of `--model`, trained with `negatives.sameClass`: without, the rows with NS are left out. `--row`
 * names the rows that are measured beside the first; default: all. With `--write` the table goes into docs/types.md, between the marks
 * of its type system.
 */
const { values } = parseArgs({
  options: {
    types: { type: "string" },
    model: { type: "string", default: "default" },
    negatives: { type: "string" },
    fit: { type: "string", default: "60" },
    limit: { type: "string" },
    row: { type: "string", multiple: true, default: ROWS.map(({ name }) => name) },
    write: { type: "boolean", default: false },
  },
});
const unknown = values.row.find((name) => ROWS.every((row) => row.name !== name));
if (unknown !== undefined)
  throw new Error(`--row should be one of ${ROWS.map(({ name }) => name).join("; ")}, found ${unknown}`);
const rows = ROWS.filter(({ name }, i) => i === 0 || values.row.includes(name));
const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const folder = values.types ?? join(home, "train/types");
const world = join(home, "kb/world");
const prose = (part: string): string => join(home, `data/prose-${part}.jsonl`);
const aida = (part: string): string => dataFile("bench", `aida-${part}.jsonl.gz`);

const SETS = [
  { name: "aida-testa, given candidates", path: aida("testa"), candidates: "given" },
  { name: "prose-dev", path: prose("dev"), candidates: "own" },
] as const;
/** What weights are fitted to: of each so many documents. */
const DEVELOPMENT = [aida("train"), prose("later")];

const missing = [
  hasData() ? [] : [`the data (${dataFile()})`],
  existsSync(world) ? [] : ['the KB "world" (npm run world)'],
  [...SETS.map(({ path }) => path), ...DEVELOPMENT].filter((path) => !existsSync(path)),
  isTypeFolder(folder) ? [] : [`a type classifier in ${folder} (namesake train types)`],
].flat();
if (missing.length > 0) {
  console.log(`skipped: ${rows.length} (there is not ${missing.join(", nor ")})`);
  process.exit(0);
}

const kb = await openKnowledgeBase(world);
const resolver = new Resolver(kb);
const goldOf = async (path: string, most: number) => readGold(await readDataset(path), resolver, most);
const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
const development = (await Promise.all(DEVELOPMENT.map((path) => goldOf(path, Number(values.fit))))).flat();
const measured = (await Promise.all(SETS.map(({ path }) => goldOf(path, limit)))).flat();
const gold = rightTypes(kb, openEntityTypes(kb, folder), [...development, ...measured]);

/** Rows that differ only in how they decide have the same weights. */
const weights = new Map<string, Weights>();

async function partsOf(row: Row): Promise<LinkerParts> {
  const types = row.types === "gold" ? gold : folder;
  const parts: LinkerParts = {
    ...linkerParts(values.model),
    ...(row.negatives === true && values.negatives !== undefined && { encoder: values.negatives }),
    ...(row.inText === true && { typesInText: true }),
  };
  const evidence = row.settings.typesDecoding === "soft" ? { types } : {};
  const key = JSON.stringify([parts.encoder, parts.typesInText, evidence.types && row.types]);
  const known = weights.get(key) ?? (await fitted(kb, { ...parts, ...evidence }, development));
  weights.set(key, known);
  return { ...parts, types, weights: known };
}

/** How much types count, with the axes that count most. */
function alphasOf({ beta, alphas }: TypeWeights): string {
  const most = Object.entries(alphas).sort((a, b) => b[1] - a[1]);
  const shown = most.slice(0, 5).map(([name, alpha]) => `${name} ${alpha.toFixed(2)}`);
  return `β ${beta.toFixed(2)}, α ${shown.join(", ")}${most.length > shown.length ? " …" : ""}`;
}

async function accuracies(row: Row): Promise<number[]> {
  const parts = await partsOf(row);
  const shares: number[] = [];
  for (const { path, candidates } of SETS) {
    const linker = linkerOf(kb, row, parts);
    const { evaluation } = await evaluate(kb, [await readDataset(path)], [linker], {
      ...{ mode: "gold", candidates, intervals: false },
      ...(values.limit === undefined ? {} : { limit }),
    });
    await linker.close();
    shares.push(evaluation.overall.inKbAccuracy ?? Number.NaN);
  }
  return shares;
}

let skipped = 0;
let first: readonly number[] | undefined;
const cells: string[][] = [];
for (const row of rows) {
  if (row.negatives === true && values.negatives === undefined) {
    skipped++;
    continue;
  }
  const found = await accuracies(row);
  first ??= found;
  const more = (share: number, i: number) => (100 * (share - (first?.[i] ?? 0))).toFixed(1);
  cells.push([row.name, ...found.flatMap((share, i) => [percent(share), more(share, i)])]);
  console.error(cells.at(-1)?.join(" · "));
}
await kb.close();
const fittedTo = [...weights.values()].flatMap(({ types }) => (types === undefined ? [] : [alphasOf(types)]));
const some = values.limit === undefined ? "all" : `the first ${values.limit}`;
const page = [
  `Types of ${gold.system}, ${gold.axes.length} axes. Weights are fitted to ${development.length} documents, and measured on ${some} of each set.`,
  measuredTable(["with", ...SETS.flatMap(({ name }) => [name, "more"])], 2 * SETS.length, cells),
  ...(skipped > 0
    ? [`Left out: ${skipped} rows with NS, since no --negatives named an encoder that was trained so.`]
    : []),
  ...(fittedTo.length > 0 ? [`Fitted, in the order of the rows: ${fittedTo.join("; ")}.`] : []),
].join("\n\n");
console.log(page);
if (values.write) writeMeasured(`npm run bench:types, ${gold.system}`, page);
