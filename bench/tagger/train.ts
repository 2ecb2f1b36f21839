import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openKnowledgeBase } from "../../dist/kb/folder.js";
import { namesake } from "../encoders/command.js";
import { hasData, root } from "../world/data.js";
import { taggerFile, writeDocuments, writeGold } from "./gold.js";
import { MIXTURES, writeMixture } from "./mix.js";
import { silverDocuments } from "./silver.js";
import { commandOf, folderOf, TAGGER_STAGES } from "./stages.js";
import type { TaggedDocument } from "./tagged-lines.js";

/**
 * `npm run train:tagger`: makes the data of the tagger in `.namesake/data/` and trains it, stage by stage, in `.namesake/train-tagger/`. A stage
 * that is done is left out, one that was stopped goes on. `-- --only NAME` does one of them, `--data` makes the data alone.
 */
const { values } = parseArgs({
  options: { only: { type: "string" }, data: { type: "boolean", default: false } },
});

const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const places = { data: join(home, "data"), runs: join(home, "train-tagger") };
const kb = join(home, "kb", "world");
const prose = join(places.data, "prose-train.jsonl");
if (!hasData() || !existsSync(kb) || !existsSync(prose)) {
  console.log('skipped: 1 (no data for development, or no knowledge base "world": npm run world)');
  process.exit(0);
}

await makeData();
if (!values.data)
  for (const stage of TAGGER_STAGES) {
    if (values.only !== undefined && values.only !== stage.name) continue;
    if (existsSync(join(folderOf(places, stage.name), "tagger.json"))) continue;
    mkdirSync(places.runs, { recursive: true });
    console.error(`== ${stage.name}`);
    await namesake(commandOf(stage, places));
  }

/** Parts that are there already are left as they are. */
async function makeData(): Promise<void> {
  if (!existsSync(taggerFile(places.data, "web"))) await writeGold(places.data);
  if (!existsSync(taggerFile(places.data, "silver"))) {
    const world = await openKnowledgeBase(kb);
    const documents: TaggedDocument[] = [];
    for await (const document of silverDocuments(world, prose)) documents.push(document);
    writeDocuments(taggerFile(places.data, "silver"), documents);
    await world.close();
  }
  for (const [name, mixture] of Object.entries(MIXTURES))
    if (!existsSync(taggerFile(places.data, name))) writeMixture(places.data, name, mixture);
}
