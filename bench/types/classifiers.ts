import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Resolver } from "../../dist/eval/linkers/resolve.js";
import { readDataset } from "../../dist/eval/read-dataset.js";
import { openKnowledgeBase } from "../../dist/kb/folder.js";
import { openEntityTypes } from "../../dist/link/types/open-types.js";
import type { EntityTypes } from "../../dist/link/types/type-judge.js";
import { loadTypeClassifier } from "../../dist/models/types/load-type-classifier.js";
import { normaliseAlias } from "../../dist/text/normalise.js";
import type { Span } from "../../dist/text/sentences.js";
import { Popularity } from "../../dist/train/encoders/popularity.js";
import { hasData, root } from "../world/data.js";
import { measuredTable, percent, writeMeasured } from "./page.js";
import { type Answer, answersOf, crossFitted, f1At, HALF } from "./type-f1.js";

/**
 * How well classifiers tell the types of the links of pages that are held back (prose-dev), each a folder of `namesake train types`.
 *
 *     npm run bench:classifiers -- NAME=FOLDER... [--write]
 *
 * F1 is of all classes that are not "other", of all axes together. Beside it stand that with thresholds fitted to one half of the pages
 * and measured on the other, that of entities which the classifier was not trained on, and what one would have without reading the
 * text: the types of the entity that the name is most often linked to. With `--write` the table goes into docs/types.md, between its
 * marks.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const [world, prose] = [join(home, "kb/world"), join(home, "data/prose-dev.jsonl")];
if (!hasData() || !existsSync(world) || !existsSync(prose)) {
  console.log('skipped: 1 (there is not the KB "world", nor prose-dev: npm run world)');
  process.exit(0);
}

interface Page {
  text: string;
  mentions: (Span & { row: number; first: number | undefined })[];
}

const kb = await openKnowledgeBase(world);
const resolver = new Resolver(kb);
const pages: Page[] = [];
for await (const document of (await readDataset(prose)).read({ problem: () => {} })) {
  const { text } = document;
  const mentions = resolver.mentions(document).flatMap(({ start, end, right }) => {
    const row = right[0] === undefined ? undefined : kb.index(right[0]);
    const first = kb.lookup(normaliseAlias(text.slice(start, end))).postings[0]?.index;
    return row === undefined ? [] : [{ start, end, row, first }];
  });
  if (mentions.length > 0) pages.push({ text, mentions });
}

const classesOf = (types: EntityTypes, row: number): readonly (number | undefined)[] => {
  const entity = kb.at(row);
  return entity === undefined ? [] : types.classesOf(entity, row);
};

/** Certain of the classes of one entity. */
const certain = (types: EntityTypes, row: number | undefined): (readonly number[])[] => {
  const known = row === undefined ? [] : classesOf(types, row);
  return types.axes.map(({ classes }, axis) => classes.map((_, i) => Number(i === (known[axis] ?? 0))));
};

const rows: string[][] = [];
for (const named of positionals) {
  const [name = "", folder = ""] = named.split(/=(.*)/s);
  const types = openEntityTypes(kb, folder);
  const classifier = await loadTypeClassifier(folder, { threads: 1 });
  const { counts } = await Popularity.read(join(folder, "popularity.json"));
  const [read, guessed]: [Answer[], Answer[]] = [[], []];
  for (const [place, { text, mentions }] of pages.entries()) {
    const answers = await classifier.classify(text, mentions);
    for (const [i, { row, first }] of mentions.entries()) {
      const about = {
        labels: classesOf(types, row),
        half: HALF[place % 2] ?? "even",
        isNew: !counts.has(row),
      };
      read.push(...answersOf(about, answers[i] ?? []));
      guessed.push(...answersOf(about, certain(types, first)));
    }
  }
  await classifier.close();
  const unseen = (answers: readonly Answer[]) => answers.filter(({ isNew }) => isNew);
  rows.push([
    name,
    String(types.axes.length),
    percent(f1At(read)),
    percent(crossFitted(read)),
    percent(f1At(unseen(read))),
    percent(f1At(guessed)),
    percent(f1At(unseen(guessed))),
  ]);
  console.error(rows.at(-1)?.join(" · "));
}
await kb.close();
const mentions = pages.reduce((sum, page) => sum + page.mentions.length, 0);
const page = [
  `Micro F1 in percent, of ${mentions.toLocaleString("en")} links of ${pages.length} held-back pages.`,
  measuredTable(
    [
      "classifier",
      "axes",
      "F1",
      "with thresholds",
      "of new entities",
      "by the name alone",
      "of new entities",
    ],
    6,
    rows,
  ),
].join("\n\n");
console.log(page);
if (values.write) writeMeasured("npm run bench:classifiers --", page);
