import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { arch, cpus, loadavg, platform, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { random } from "../../dist/random.js";
import { ContextGatherer } from "../../dist/train/types-discovery/contexts.js";
import { learnability } from "../../dist/train/types-discovery/learnability.js";
import { threadedEvaluator } from "../../dist/train/types-discovery/threaded-evaluator.js";
import { crossEntropy } from "../../dist/types/discovery/methods/cross-entropy.js";
import { problemOf } from "../../dist/types/discovery/problem.js";
import { search } from "../../dist/types/discovery/search.js";
import { markdown, type Row, row } from "../table.js";
import { seconds } from "../timing.js";
import { synthetic } from "./synthetic.js";

/**
 * Discovery of type systems: how long its parts take on data of a given size, and what it finds on the KB "world".
 *
 *     node .bench/types/discovery.js [--threads 2] [--parts search,learnability,world] [--mentions 100000]
 */
const { values: options } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    parts: { type: "string", default: "search,learnability,world" },
    mentions: { type: "string", default: "100000" },
  },
});
const threads = Number(options.threads);
const root = fileURLToPath(new URL("../..", import.meta.url));

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

interface Report {
  prior: number;
  oracle: { types: number; accuracy: number }[];
  found: { method: string; value: number; oracle: number; types: unknown[] }[];
}

/** All four methods on links of the world's pages. */
async function world(): Promise<Row[]> {
  const data = ["prose-dev", "prose-train"].map((name) => join(root, ".namesake/data", `${name}.jsonl`));
  if (!data.every(existsSync)) {
    process.stderr.write('(no KB "world"; npm run world makes it)\n');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "namesake-discovery-"));
  try {
    const flags = ["--kb", "world", "--out", folder, "--method", "all", "--without", "linked with"];
    const sizes = ["--mentions", options.mentions, "--threads", String(threads)];
    const program = [join(root, "dist/cli/main.js"), "types", "discover", ...data, ...flags, ...sizes];
    const { status } = spawnSync(process.execPath, program, { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error(`namesake types discover ended with ${status}`);
    const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report;
    const best = Math.max(...report.found.map(({ value }) => value));
    const prior = `${(100 * report.prior).toFixed(1)} % without types`;
    const perfect = report.oracle.filter(({ types }) => types <= 128).at(-1);
    return [
      row("oracle accuracy with at most 128 types", 100 * (perfect?.accuracy ?? 0), "%", ">=", 96, prior),
      ...report.found.map(({ method, value, oracle, types }) =>
        row(
          `${method}: its value, of the best`,
          (100 * value) / best,
          "%",
          ">=",
          99,
          `J = ${value.toFixed(5)}, ${types.length} types, oracle ${(100 * oracle).toFixed(1)} %`,
        ),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  search: searching,
  learnability: measuring,
  world,
};
const rows: Row[] = [];
for (const part of options.parts.split(",")) {
  process.stderr.write(`${part} …\n`);
  rows.push(...((await PARTS[part]?.()) ?? []));
}
const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}, Node ${process.versions.node}`;
process.stdout.write(
  `${markdown(rows)}\n\nMeasured on ${machine}, with a load of ${loadavg()[0]?.toFixed(1)}.\n`,
);
