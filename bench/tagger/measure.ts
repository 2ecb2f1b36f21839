import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readDataset } from "../../dist/eval/read-dataset.js";
import { loadTagger, type Tagger } from "../../dist/models/tagger/tagger.js";
import { sentences } from "../../dist/text/sentences.js";
import {
  ANY_CLASS,
  answersOf,
  type LabelledText,
  LabelMeanings,
  NameScore,
} from "../../dist/train/tagger/index.js";
import { dataFile, hasData, root } from "../world/data.js";
import { taggerFile } from "./gold.js";
import { MEANINGS } from "./stages.js";

/**
 * `node .bench/tagger/measure.js [FOLDER]`: how well a tagger finds the names of texts that it was not trained on, and how fast. Names with
 * their classes are measured by the four classes of the data; names alone too.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: "string", default: "2" } },
});
const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const folder = positionals[0] ?? join(home, "train-tagger", "last");
const data = join(home, "data");

const SETS: Readonly<Record<string, { path: string; classes: boolean }>> = {
  "news-dev": { path: taggerFile(data, "news-dev"), classes: true },
  "wiki-dev": { path: taggerFile(data, "wiki-dev"), classes: true },
  "gum-dev": { path: dataFile("bench", "gum-dev.jsonl.gz"), classes: false },
};

if (!hasData() || !existsSync(join(folder, "tagger.json"))) {
  console.log("skipped: 1 (no data for development, or no tagger: npm run train:tagger)");
  process.exit(0);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

async function measure(tagger: Tagger, name: string): Promise<void> {
  const { path, classes } = SETS[name] as { path: string; classes: boolean };
  const score = new NameScore(new LabelMeanings(MEANINGS).fits);
  const dataset = await readDataset(path);
  const documents: LabelledText[] = [];
  for await (const document of dataset.read({ problem: () => {} })) documents.push(document);
  for (const document of documents.slice(0, 3)) await tagger.tag(document.text);
  let [count, milliseconds] = [0, 0];
  for (const document of documents) {
    const began = performance.now();
    const found = await tagger.tag(document.text);
    milliseconds += performance.now() - began;
    count += sentences(document.text).length;
    score.add(answersOf(document, classes ? tagger.classes : [ANY_CLASS]), found);
  }
  const line = (labelled: boolean) => {
    const { f1, precision, recall } = score.at(0, labelled);
    return `F1 ${percent(f1)} (precision ${percent(precision)}, recall ${percent(recall)})`;
  };
  console.log(`${name}: ${classes ? `${line(true)}; ` : ""}names alone ${line(false)}`);
  console.log(`  ${count} sentences, ${Math.round((1000 * count) / milliseconds)} a second`);
}

const tagger = await loadTagger(folder, { threads: Number(values.threads) });
for (const name of Object.keys(SETS)) await measure(tagger, name);
await tagger.close();
