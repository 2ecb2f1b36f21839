import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { namesake } from "../encoders/command.js";
import { dataFile, hasData, root } from "../world/data.js";
import { isDone, STAGES } from "./stages.js";

/**
 * `npm run train:linker`: trains what decides in the models that are shipped, step by step: a KB that does not know the links of the pages
 * that are learned of, vectors of entities, the weights of the default linker, and the rankers, in `.namesake/train/`. A step that is done
 * is left out. `-- --only NAME` does one.
 */
/** Programs of the benchmarks, by the names that stages call them. */
const PROGRAMS = { world: ".bench/world/main.js", linked: ".bench/linker/linked.js" };
const { values } = parseArgs({ options: { only: { type: "string" } } });

const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const places = {
  data: dataFile("bench"),
  prose: join(home, "data"),
  kbs: join(home, "kb"),
  runs: join(home, "train"),
};
if (!hasData() || !existsSync(join(places.kbs, "world"))) {
  console.log(`skipped: 1 (no data in ${dataFile()}, or no knowledge base "world": npm run world)`);
  process.exit(0);
}
const chosen = STAGES.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0)
  throw new Error(
    `--only should be one of ${STAGES.map(({ name }) => name).join(", ")}, found ${values.only}`,
  );
mkdirSync(places.runs, { recursive: true });

for (const stage of chosen) {
  if (isDone(stage, places)) {
    console.error(`== ${stage.name}: there already, ${stage.makes(places)}`);
    continue;
  }
  const began = performance.now();
  console.error(`== ${stage.name}: ${stage.about}`);
  const { program, parameters } = stage.command(places);
  mkdirSync(dirname(stage.makes(places)), { recursive: true });
  if (program === "namesake") await namesake(parameters);
  else
    execFileSync(
      process.execPath,
      ["--max-old-space-size=1400", join(root, PROGRAMS[program]), ...parameters],
      {
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
  console.error(`== ${stage.name}: done in ${((performance.now() - began) / 60_000).toFixed(1)} min`);
}
