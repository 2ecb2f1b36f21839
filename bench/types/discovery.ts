import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { DiscoveryReport } from "../../dist/cli/types/discovery-report.js";
import { random } from "../../dist/random.js";
import { ContextGatherer } from "../../dist/train/types-discovery/contexts.js";
import { learnability } from "../../dist/train/types-discovery/learnability.js";
import { threadedEvaluator } from "../../dist/train/types-discovery/threaded-evaluator.js";
import { crossEntropy } from "../../dist/types/discovery/methods/cross-entropy.js";
import { problemOf } from "../../dist/types/discovery/problem.js";
import { search } from "../../dist/types/discovery/search.js";
import { markdown, type Row, row } from "../table.js";
import { seconds } from "../timing.js";
import { root } from "../world/data.js";
import { measuredTable, writeMeasured } from "./page.js";
import { synthetic } from "./synthetic.js";

/**
 * Discovery of type systems: how long its parts take on data of a given size, and what it finds on the KB "world".
 *
 *     npm run bench:discovery -- [--threads 2] [--parts search,learnability,world] [--mentions 100000] [--write]
 *
 * What is found stays in `.namesake/train/discovery`, where it is gone on with. With `--write` the tables go into docs/types.md, between
 * their marks, a part each; parts that are not measured stay as they are.
 */
const { values: options } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    parts: { type: "string", default: "search,learnability,world" },
    mentions: { type: "string", default: "100000" },
    write: { type: "boolean", default: false },
  },
});
const threads = Number(options.threads);
const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");

/** Seconds that an action took, and those that all threads computed meanwhile: on a machine with other work they differ. */
async function timed(action: () => Promise<unknown>): Promise<{ time: number; computed: string }> {
  const before = process.cpuUsage();
  const time = await seconds(action);
  const { user, system } = process.cpuUsage(before);
  return { time, computed: `${Math.round((user + system) / 1e6).toLocaleString("en")} CPU s` };
}

/** A hundred generations of the cross-entropy method, of which none may end early. */
async function searching(): Promise<Row[]> {
  const { samples, types } = synthetic({ mentions: 20_000, types: 2000 });
  const problem = problemOf(samples, types);
  const evaluator = threadedEvaluator(problem, threads);
  // Little smoothing, so that no generation is the last because nothing changes any more.
  const method = crossEntropy({ samples: 1000, generations: 100, smoothing: 0.2 });
  const stop = new AbortController();
  let generations = 0;
  const onGeneration = () => {
    if (++generations === 100) stop.abort();
  };
  const { time, computed } = await timed(() =>
    search(problem, evaluator, method, { patience: 100, signal: stop.signal, onGeneration }),
  );
  await evaluator.close();
  const undecided = problem.weights.length.toLocaleString("en");
  const beside = `${computed} on ${threads} threads, ${generations} generations; ${undecided} mentions need types`;
  return [
    row("100 CEM generations of 1,000 systems, 20,000 mentions, 2,000 types", time, "s", "<", 60, beside),
  ];
}

/** As many types and contexts as a large discovery has. */
async function measuring(): Promise<Row[]> {
  const [TYPES, MENTIONS, ENTITIES, WORDS] = [10_000, 100_000, 30_000, 20_000];
  const next = random(1);
  const gatherer = new ContextGatherer();
  for (let m = 0; m < MENTIONS; m++) {
    if (m % 20 === 0) gatherer.nextText();
    // Frequent words are drawn more often.
    const words = Array.from({ length: 21 }, () => String(Math.floor((next() / 2 ** 32) ** 3 * WORDS)));
    gatherer.add(words, 10, 11, next() % ENTITIES);
  }
  const types = Array.from({ length: TYPES }, (_, i) => ({
    name: `type ${i}`,
    members: Uint32Array.from(
      new Set(Array.from({ length: 10 + Math.floor(10_000 / (i + 1)) }, () => next() % ENTITIES)),
    ),
  }));
  let measured = 0;
  const { time, computed } = await timed(async () => {
    for await (const rows of learnability(gatherer.contexts(), types, { threads })) {
      measured += rows.length;
      process.stderr.write(`${measured} types\n`);
    }
  });
  const beside = `${computed} on ${threads} threads, ${MENTIONS.toLocaleString("en")} mentions, four classifiers a type`;
  return [row("learnability of 10,000 types", time / 60, "min", "<", 15, beside)];
}

/** What `namesake types discover` came to on links of some pages of the world. */
function discovered(pages: string, name: string, flags: readonly string[]): DiscoveryReport {
  const folder = join(home, "train", name);
  const [path, report] = [join(home, `data/${pages}.jsonl`), join(folder, "report.json")];
  const sizes = ["--without", "linked with", "--threads", String(threads), ...flags];
  const main = join(root, "dist/cli/main.js");
  const resumed = existsSync(folder) ? ["--resume"] : [];
  const words = [main, "types", "discover", path, "--kb", "world", "--out", folder, ...sizes, ...resumed];
  const { status } = spawnSync(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`namesake types discover ended with ${status}`);
  return JSON.parse(readFileSync(report, "utf8")) as DiscoveryReport;
}

const share = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** Types that are named of each system. */
const NAMED = 12;

/** All four methods on links of the world's pages, and how far perfect types lead on pages that are held back. */
async function world(): Promise<string> {
  if (!["prose-dev", "prose-train"].every((name) => existsSync(join(home, "data", `${name}.jsonl`)))) {
    process.stderr.write('(no KB "world"; npm run world makes it)\n');
    return "";
  }
  const sample = ["--mentions", options.mentions];
  const learned = join(home, "train/discovery/learnability.jsonl");
  const found = discovered("prose-train", "discovery", ["--method", "all", ...sample]);
  const told = ["--learnability", learned, "--min-auc", String(LEARNABLE), "--without", "ner"];
  const learnable = discovered("prose-train", "discovery-learnable", [
    "--method",
    "beam",
    ...sample,
    ...told,
  ]);
  // Links of which the KB has no count are of candidates too.
  const perfect = ["--no-learnability", "--min-count", "0", "--method", "greedy"];
  const heldBack = discovered("prose-dev", "discovery-held-back", perfect);
  const reach = (of: string, { oracle, prior }: DiscoveryReport) => {
    const most = oracle.filter(({ types }) => types <= 128).at(-1);
    return row(of, 100 * (most?.accuracy ?? 0), "%", ">=", 96, `${share(prior)} without types`);
  };
  const systems = [
    ...found.found.map((one) => ({ name: one.method, one })),
    ...learnable.found.map((one) => ({ name: `${one.method}, AUC ≥ ${LEARNABLE}`, one })),
  ];
  const best = Math.max(...found.found.map(({ value }) => value));
  return [
    markdown([
      reach("oracle accuracy with at most 128 types", found),
      reach("likewise, on held-back pages", heldBack),
      row(
        "the worst method's value, of the best's",
        (100 * Math.min(...found.found.map(({ value }) => value))) / best,
        "%",
        ">=",
        99,
      ),
    ]),
    measuredTable(
      ["mentions of", "how many", "by counts alone", ...SIZES.map((size) => `${size} types`), "all types"],
      SIZES.length + 3,
      [oracleRow("pages that the KB counts", found), oracleRow("held-back pages", heldBack)],
    ),
    measuredTable(
      ["method", "J", "types", "oracle accuracy", "generations", "systems tried"],
      5,
      systems.map(({ name, one }) => [
        name,
        one.value.toFixed(5),
        String(one.types.length),
        share(one.oracle),
        String(one.generations),
        one.evaluations.toLocaleString("en"),
      ]),
    ),
    ...systems
      .filter(({ name }, i) => i === 0 || name.includes("AUC"))
      .map(({ name, one }) => `The largest types that ${name} chose: ${typesOf(one.types)}.`),
  ].join("\n\n");
}

/** A type of the second system can be told by context so well at least. */
const LEARNABLE = 0.7;
const SIZES = [16, 32, 64, 128];

function oracleRow(name: string, { mentions, prior, bound, oracle }: DiscoveryReport): string[] {
  const at = (size: number) => oracle.filter(({ types }) => types <= size).at(-1)?.accuracy ?? prior;
  return [
    name,
    mentions.toLocaleString("en"),
    share(prior),
    ...SIZES.map((size) => share(at(size))),
    share(bound),
  ];
}

const typesOf = (types: DiscoveryReport["found"][number]["types"]): string =>
  types
    .slice(0, NAMED)
    .map(({ name, auc }) => `${name} (${auc.toFixed(2)})`)
    .join(", ");

const PARTS: Readonly<Record<string, () => Promise<string>>> = {
  search: async () => markdown(await searching()),
  learnability: async () => markdown(await measuring()),
  world,
};
const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}, Node ${process.versions.node}`;
for (const part of options.parts.split(",")) {
  process.stderr.write(`${part} …\n`);
  const measured = await PARTS[part]?.();
  if (measured === undefined || measured === "") continue;
  const page = `${measured}\n\nOn ${machine}, with a load of ${loadavg()[0]?.toFixed(1)} on its cores.`;
  process.stdout.write(`${page}\n`);
  if (options.write) writeMeasured(`npm run bench:discovery -- --parts ${part}`, page);
}
