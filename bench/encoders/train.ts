import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataFile, hasData, root } from "../world/data.js";
import { STAGES, type Stage } from "./stages.js";

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

for (const stage of chosen) {
  const made = stage.makes(places);
  if (existsSync(made)) {
    console.error(`== ${stage.name}: there already, ${made}`);
    continue;
  }
  const began = performance.now();
  console.error(`== ${stage.name}: ${stage.about}`);
  await run(stage);
  console.error(`== ${stage.name}: done in ${((performance.now() - began) / 60_000).toFixed(1)} min`);
}

/** Runs the command of a stage, and fails where it does. */
function run(stage: Stage): Promise<void> {
  const command = [join(root, "dist/cli/main.js"), ...stage.command(places, values.small)];
  console.error(`   namesake ${command.slice(1).join(" ")}`);
  const child = spawn(process.execPath, command, { stdio: "inherit", cwd: root });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0 || code === 3) resolve();
      else reject(new Error(`${stage.name} ended with ${signal ?? code}; the same command goes on with it`));
    });
  });
}
