import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataFile, hasData, root } from "../world/data.js";
import { namesake } from "./command.js";
import { writeSplits } from "./splits.js";
import { STAGES } from "./stages.js";

/**
 * `npm run train:encoders`: trains the encoders that are shipped, stage by stage, in `.namesake/train/`. A stage that is done is
 * left out, one that was stopped goes on. `-- --only NAME` does one stage, `--small` all of them with a few steps, to see that
 * the commands work.
 */
const { values } = parseArgs({
  options: { only: { type: "string" }, small: { type: "boolean", default: false } },
});

const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const places = {
  data: dataFile("bench"),
  prose: join(home, "data"),
  kb: join(home, "kb", "world"),
  runs: join(home, values.small ? "train-small" : "train"),
};
if (!hasData() || !existsSync(places.kb)) {
  console.log(`skipped: 1 (no data in ${dataFile()}, or no knowledge base "world": npm run world)`);
  process.exit(0);
}
const chosen = STAGES.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0)
  throw new Error(
    `--only should be one of ${STAGES.map(({ name }) => name).join(", ")}, found ${values.only}`,
  );
mkdirSync(places.runs, { recursive: true });
writeSplits(places.prose, dataFile("bench", "aida-train.jsonl.gz"));

for (const stage of chosen) {
  const made = stage.makes(places);
  if (existsSync(made)) {
    console.error(`== ${stage.name}: there already, ${made}`);
    continue;
  }
  const began = performance.now();
  console.error(`== ${stage.name}: ${stage.about}`);
  await namesake(stage.command(places, values.small));
  console.error(`== ${stage.name}: done in ${((performance.now() - began) / 60_000).toFixed(1)} min`);
}
