import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { markdown, type Row, row } from "../table.js";
import type { BuildResult, BuildTask } from "./build.js";
import { DIMENSIONS } from "./clustered.js";
import type { ProbeResult, ProbeTask } from "./probe.js";

/**
 * `npm run bench:vectors`: exact, HNSW and IVF indexes of clustered vectors (`clustered.ts` says how they lie): what they cost to
 * build and to hold, how fast they answer on one thread, and what they miss.
 *
 *     npm run bench:vectors -- [--size 759000] [--queries 500] [--write] [--folder FOLDER] [--hnsw JSON] [--ivf JSON]
 *
 * With `--write` the tables go into docs/vectors.md, in the section of their size. With `--folder` the vectors and indexes are
 * kept, and used again where they are there. `--hnsw` and `--ivf` take the options of building and opening.
 */
const { values: options } = parseArgs({
  options: {
    size: { type: "string", default: "759000" },
    queries: { type: "string", default: "500" },
    write: { type: "boolean", default: false },
    folder: { type: "string" },
    hnsw: { type: "string", default: "{}" },
    ivf: { type: "string", default: "{}" },
  },
});
const size = Number(options.size);
const queries = Number(options.queries);
if (!(size > 0 && queries > 0))
  throw new Error(`Expected --size and --queries from 1, found ${options.size}, ${options.queries}`);
const settings = { hnsw: JSON.parse(options.hnsw), ivf: JSON.parse(options.ivf) };
const base = join(options.folder ?? mkdtempSync(join(tmpdir(), "namesake-bench-vectors-")), String(size));
mkdirSync(base, { recursive: true });
const folder = join(base, "vectors");

/** Runs one of the scripts beside this in a process of its own. */
function run<T>(script: string, task: object): T {
  const file = fileURLToPath(new URL(`./${script}.js`, import.meta.url));
  const child = spawnSync(process.execPath, [file, JSON.stringify(task)], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`${script} ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout) as T;
}

/** Builds something, or tells how it was built into this folder before. */
function built(kind: BuildTask["kind"]): BuildResult {
  const record = join(base, `built-${kind}.json`);
  if (existsSync(record)) return JSON.parse(readFileSync(record, "utf8")) as BuildResult;
  const result = run<BuildResult>("build", { kind, folder, size, ...settings } satisfies BuildTask);
  writeFileSync(record, JSON.stringify(result));
  return result;
}

function probe(kind: ProbeTask["kind"], files: string[]): ProbeResult {
  return run<ProbeResult>("probe", { kind, folder, files, queries, ...settings } satisfies ProbeTask);
}

/** The share of what is found by the truth that another finds, too. */
function recall(truth: readonly number[][], found: readonly number[][]): number {
  const shares = truth.map((rows, query) => {
    const those = new Set(found[query]);
    return rows.filter((one) => those.has(one)).length / rows.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

const megabytes = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + statSync(file).size, 0) / 2 ** 20;
const count = (number: number): string => Math.round(number).toLocaleString("en");
const ms = (number: number): string => number.toFixed(number < 10 ? 2 : 0);

interface Measured extends ProbeResult {
  kind: ProbeTask["kind"];
  /** Absent where there is nothing to be built. */
  building?: BuildResult;
  /** Recall of 10 and of 64. */
  recalls: [number, number];
}

function measureAll(): Measured[] {
  const exact = probe("exact", []);
  const [ten, many] = exact.found;
  const others = (["hnsw", "ivf"] as const).map((kind): Measured => {
    const building = built(kind);
    const result = probe(kind, building.files);
    return {
      ...result,
      kind,
      building,
      recalls: [recall(ten, result.found[0]), recall(many, result.found[1])],
    };
  });
  return [{ ...exact, kind: "exact", recalls: [1, 1] }, ...others];
}

const COLUMNS =
  "| index | build, CPU s | its peak, MB | files, MB | open, ms | own memory, MB | resident, MB | p50 of 10, ms | p95 of 10, ms | p50 of 64, ms | recall@10 | recall@64 |";

function tableOf(results: readonly Measured[]): string {
  const lines = results.map(({ kind, building, openMs, anonymous, file, p50, p95, recalls }) => {
    const costs = building && [building.cpuSeconds, building.peak, megabytes(building.files)].map(count);
    const held = [openMs, anonymous, anonymous + file].map(count);
    const times = [p50[0], p95[0], p50[1]].map(ms);
    const cells = [kind, ...(costs ?? ["-", "-", "-"]), ...held, ...times];
    return `| ${[...cells, ...recalls.map((share) => share.toFixed(3))].join(" | ")} |`;
  });
  return [COLUMNS, `|---|${"---:|".repeat(11)}`, ...lines].join("\n");
}

/** What the design asks of the index that is to be fast. */
function barsOf({ p50, recalls, anonymous, building }: Measured): Row[] {
  const isLarge = size > 2_000_000;
  const whole = anonymous + megabytes(building?.files ?? []);
  return [
    row("HNSW: query for 10, p50", p50[0], "ms", "<", isLarge ? 2 : 1, "one thread"),
    row("HNSW: recall@10", recalls[0], "", ">=", 0.95, "of what the exact index finds"),
    row(
      "HNSW: memory once every page was touched",
      whole,
      "MB",
      "<",
      isLarge ? 3072 : 1024,
      "own and mapped",
    ),
  ];
}

try {
  const { seconds } = built("vectors");
  process.stderr.write(`${count(size)} vectors in ${count(seconds)} s\n`);
  const load = loadavg()[0]?.toFixed(1);
  const results = measureAll();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}, Node ${process.versions.node}`;
  const heading = `## ${count(size)} vectors of ${DIMENSIONS} dimensions`;
  const about = `Machine: ${machine}; ${queries} queries. What else ran there made a load of ${load}.`;
  const bars = markdown(barsOf(results.find(({ kind }) => kind === "hnsw") as Measured));
  const section = [heading, about, tableOf(results), bars].join("\n\n");
  process.stdout.write(`${section}\n`);
  if (options.write) writeSection(heading, section);
} finally {
  if (options.folder === undefined) rmSync(dirname(base), { recursive: true, force: true });
}

/** Puts a section into the page, in the place of that with its heading. */
function writeSection(heading: string, section: string): void {
  const page = fileURLToPath(new URL("../../docs/vectors.md", import.meta.url));
  const text = readFileSync(page, "utf8");
  const block = /<!-- bench -->\n([\s\S]*)<!-- \/bench -->/;
  const [, inside] = block.exec(text) ?? [];
  if (inside === undefined) throw new Error("docs/vectors.md has no <!-- bench --> block");
  const others = inside
    .split(/(?=^## )/m)
    .filter((part) => part.startsWith("## ") && !part.startsWith(heading));
  const sections = [...others.map((part) => part.trim()), section].join("\n\n");
  writeFileSync(page, text.replace(block, `<!-- bench -->\n\n${sections}\n\n<!-- /bench -->`));
}
