import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openKnowledgeBase } from "../../dist/kb/folder.js";
import { shippedWeights } from "../../dist/linker-parts.js";
import { AliasSpotter } from "../../dist/mentions/alias-spotter.js";
import { dataFile, root } from "../world/data.js";
import { type Reached, reached, STEPS } from "./recall.js";
import { knownTexts } from "./texts.js";

/**
 * `npm run bench:candidates`: how often the entity that a mention means is among its candidates, rule by rule, each with those before
 * it; for the spans that are given and for those that the default finder finds, on the KB "world".
 *
 *     npm run bench:candidates -- [--kb FOLDER] [--set NAME]... [--index]
 *
 * A KB that an older version built has no index of name words; `--index` adds it to the folder.
 */
const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
/** Data sets, with the paragraphs after which they end. */
const SETS: Readonly<Record<string, { path: string; most: number }>> = {
  "aida-testa": { path: dataFile("bench", "aida-testa.jsonl.gz"), most: Number.POSITIVE_INFINITY },
  "gum-dev": { path: dataFile("bench", "gum-dev.jsonl.gz"), most: Number.POSITIVE_INFINITY },
  "prose-dev": { path: join(home, "data/prose-dev.jsonl"), most: 1000 },
};
const { values: options } = parseArgs({
  options: {
    kb: { type: "string", default: join(home, "kb/world") },
    set: { type: "string", multiple: true, default: Object.keys(SETS) },
    index: { type: "boolean", default: false },
  },
});
const unknown = options.set.find((name) => !Object.hasOwn(SETS, name));
if (unknown !== undefined)
  throw new Error(`--set should be one of ${Object.keys(SETS).join(", ")}, found ${unknown}`);
const wanted = options.set.map((name) => ({ name, ...(SETS[name] as { path: string; most: number }) }));
const present = existsSync(options.kb) ? wanted.filter(({ path }) => existsSync(path)) : [];
const skipped = wanted.filter((one) => !present.includes(one));
if (skipped.length > 0) {
  const why = existsSync(options.kb) ? "their data are not here" : "no knowledge base: npm run world";
  console.log(`skipped: ${skipped.length} (${skipped.map(({ name }) => name).join(", ")}; ${why})`);
}
if (present.length === 0) process.exit(0);

const percent = (share: number): string => (100 * share).toFixed(1);
const line = (rule: string, { at30, at12, mean, milliseconds }: Reached): string =>
  `| ${rule} | ${percent(at30)} | ${percent(at12)} | ${mean.toFixed(1)} | ${milliseconds.toFixed(1)} |`;
const HEAD = "| rules | recall@30 | recall@12 | candidates | ms a document |\n|---|---:|---:|---:|---:|";

const kb = await openKnowledgeBase(options.kb);
if (options.index) kb.indexNames();
const weights = shippedWeights();
const spotter = new AliasSpotter(kb);
const finders = { given: undefined, found: (text: string) => spotter.find(text, "names") };
for (const { name, path, most } of present) {
  const texts = await knownTexts(kb, path, most);
  const mentions = texts.reduce((sum, text) => sum + text.mentions.length, 0);
  for (const [spans, find] of Object.entries(finders)) {
    console.log(`\n## ${name}: ${mentions} mentions in ${texts.length} documents, ${spans} spans\n\n${HEAD}`);
    // Once without being counted, so that the first rule does not pay for what is read first.
    reached(kb, texts, weights, STEPS.length, find);
    for (const [i, rule] of STEPS.entries())
      console.log(line(i === 0 ? rule : `+ ${rule}`, reached(kb, texts, weights, i + 1, find)));
  }
}
await kb.close();
