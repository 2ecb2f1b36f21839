import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openKnowledgeBase } from "../../dist/kb/folder.js";
import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import { openStarter } from "../../dist/starter.js";
import { readClassLexicon } from "../../dist/types/classes/class-lexicon.js";
import { classifyEntities, type EntityClasses } from "../../dist/types/classes/classify-entities.js";
import { CLASS_SOURCES } from "../../dist/types/classes/evidence.js";
import { drawSample } from "./sample.js";
import { agreementOf, confidenceTable, kindTable, type Label, scoreLabels } from "./scores.js";

/**
 * `node .bench/types/classes.js`: the 18 classes of the starter KB and, where it was built, of the KB "world": seconds, coverage and precision
 * on labelled entities, by source. The records' own classes are hidden from the classifier.
 *
 * `--kinds` prints how often each kind of evidence is right against the KB's own classes, which `src/types/classes/confidence.ts` is made of;
 * `--differences 50` prints entities whose class is another than the KB's own; `--draw 200 --seed 1` prints ids to label.
 */
const { values } = parseArgs({
  options: {
    kb: { type: "string", multiple: true, default: ["starter", "world"] },
    kinds: { type: "boolean", default: false },
    differences: { type: "string", default: "0" },
    draw: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});

const root = fileURLToPath(new URL("../..", import.meta.url));
const KBS: Readonly<Record<string, { labels: string; open: () => Promise<KnowledgeBase> }>> = {
  starter: { labels: join(root, "test/types/starter-classes.jsonl"), open: () => openStarter() },
  // Labelled entities of the world are data that stay on this machine.
  world: {
    labels: join(root, ".namesake/labels/world-classes.jsonl"),
    open: () => openKnowledgeBase(join(root, ".namesake/kb/world")),
  },
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function measure(name: string): Promise<void> {
  const known = KBS[name];
  if (known === undefined) throw new Error(`--kb is one of ${Object.keys(KBS).join(", ")}`);
  if (name === "world" && !existsSync(join(root, ".namesake/kb/world/manifest.json"))) {
    say("skipped: world (npm run world makes it)");
    return;
  }
  const kb = await known.open();
  if (values.draw !== undefined) {
    for (const { id, half } of drawSample(kb, Number(values.draw), Number(values.seed)))
      say(JSON.stringify({ id, half }));
    await kb.close();
    return;
  }
  const lexicon = await readClassLexicon();
  if (values.kinds) say(kindTable(kb, lexicon));
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const found = classifyEntities(kb, lexicon, { without: ["given"] });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const busy = (process.cpuUsage(cpu).user / 1e6).toFixed(1);
  say(`\n## ${name}: ${found.classOf.length} entities in ${seconds} s, ${busy} s of them computing`);
  say(sourcesOf(found));
  if (existsSync(known.labels)) {
    const labels = readFileSync(known.labels, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Label);
    say(scoreLabels(kb, found, labels));
  }
  say(agreementOf(kb, found, Number(values.differences)));
  say(confidenceTable(kb, found));
  await kb.close();
}

/** How many entities have their class from each source. */
function sourcesOf({ sourceOf }: EntityClasses): string {
  const counts = new Array<number>(CLASS_SOURCES.length).fill(0);
  for (const source of sourceOf) counts[source] = (counts[source] ?? 0) + 1;
  return CLASS_SOURCES.map((source, i) => `${source} ${counts[i]}`).join(", ");
}

for (const name of values.kb) await measure(name);
