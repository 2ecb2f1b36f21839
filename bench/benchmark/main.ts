import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FEATURES } from "../../dist/link/features.js";
import { root } from "../world/data.js";
import { ablationSection, documentOf } from "./document.js";
import { codeHash, type Done, evaluate } from "./run.js";
import { type BenchmarkRun, RUNS } from "./sets.js";

/**
 * `npm run benchmark`: evaluates the default linker on every set of the record and writes docs/benchmarks.md. `-- --ablations` also takes
 * families of evidence away, one at a time; what is done is kept, so that it goes on where it was stopped. `--only NAME`
 * does one set and writes nothing; `--resume` takes the results that are there where nothing has changed.
 */
const { values } = parseArgs({
  options: {
    ablations: { type: "boolean", default: false },
    resume: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const began = performance.now();
const since = () => `${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s`;
const code = codeHash();
let skipped = 0;

function isHere(run: BenchmarkRun): boolean {
  const kb = run.kb === "starter" || existsSync(join(root, ".namesake/kb", run.kb, "manifest.json"));
  if (kb && existsSync(run.dataset)) return true;
  skipped++;
  console.error(
    `${since()}  skipped: ${run.name} (${kb ? "no data" : `no KB "${run.kb}"; npm run world makes it`})`,
  );
  return false;
}

function go(run: BenchmarkRun, resume: boolean): Done {
  const done = evaluate(run, code, resume);
  const { overall, baseline } = done.evaluation;
  const accuracy = (share: number | null | undefined) => (100 * (share ?? Number.NaN)).toFixed(1);
  console.error(
    `${since()}  ${run.name}: ${accuracy(overall.inKbAccuracy)} in KB, ${baseline.best} ${accuracy(baseline.overall.inKbAccuracy)}` +
      `${done.reused ? ", kept from before" : ` (${done.seconds.toFixed(0)} s)`}`,
  );
  return done;
}

/** The sets that ablations are measured on. */
const ABLATED = ["aida-testa", "gum-dev"];
const FAMILIES: Record<string, readonly string[]> = {
  "what a name is seen to mean": ["prior"],
  "how known an entity is": ["popularity"],
  "the encoder": ["similarity"],
  "words shared with the text": ["overlap"],
  "related names nearby": ["related", "within", "fullName"],
  "how the name is written": ["sameName", "missingCapital", "needlessCapital", "plural"],
  "what brought a candidate": ["borrowed", "partial"],
  "roles and prepositions": ["role", "place"],
};

function ablations(): { name: string; done: Done[] }[] {
  const sets = RUNS.filter((run) => ABLATED.includes(run.name)).map((run) => ({
    ...run,
    options: ["--mode", "gold", "--no-intervals"],
  }));
  if (!sets.every(isHere)) return [];
  const rows = (name: string, options: readonly string[]) => ({
    name,
    done: sets.map((run) =>
      go({ ...run, name: `ablation ${name} ${run.name}`, options: [...run.options, ...options] }, true),
    ),
  });
  const folder = join(root, ".namesake/ablations", code.slice(0, 16));
  mkdirSync(folder, { recursive: true });
  return [
    rows("nothing", []),
    ...Object.entries(FAMILIES).map(([name, features]) => {
      const path = join(folder, `${features[0]}.json`);
      writeFileSync(path, JSON.stringify(without(features)));
      return rows(name, ["--linker", path]);
    }),
  ];
}

/** The shipped weights, of both ways of counting, in which some features say nothing. */
function without(features: readonly string[]): unknown {
  const unknown = features.filter((feature) => !Object.hasOwn(FEATURES, feature));
  if (unknown.length > 0) throw new Error(`there is no feature ${unknown.join(", ")}`);
  const shipped = JSON.parse(readFileSync(join(root, "models/linker.json"), "utf8")) as ShippedWeights;
  const silent = (weights: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(weights).map(([name, weight]) => [name, features.includes(name) ? 0 : weight]),
    );
  const { linked } = shipped;
  return {
    ...shipped,
    features: silent(shipped.features),
    linked: { ...linked, features: silent(linked.features) },
  };
}

interface ShippedWeights {
  features: Record<string, number>;
  linked: { features: Record<string, number> };
}

if (values.only !== undefined && RUNS.every(({ name }) => name !== values.only))
  throw new Error(`--only should be one of ${RUNS.map(({ name }) => name).join("; ")}, found ${values.only}`);
const done = RUNS.filter((run) => values.only === undefined || run.name === values.only)
  .filter(isHere)
  .map((run) => go(run, values.resume));
const path = join(root, "docs/benchmarks.md");
const ablated = values.ablations ? ablationSection(ablations()) : keptAblations();
if (values.only === undefined) {
  writeFileSync(`${path}.new`, documentOf(done, ablated));
  renameSync(`${path}.new`, path);
}
console.error(
  `${since()}  ${done.length} sets, ${skipped} skipped; ${values.only === undefined ? "docs/benchmarks.md, " : ""}reports in .namesake/runs`,
);

/** The table of ablations as it stands in the document: it is not measured anew each time. */
function keptAblations(): string {
  const known = existsSync(path) ? readFileSync(path, "utf8") : "";
  const at = known.indexOf("## Ablations");
  return at < 0 ? "" : known.slice(at).trim();
}
