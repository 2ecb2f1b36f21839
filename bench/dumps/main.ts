import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildWikipedia, type StageResults } from "../../dist/sources/wikipedia/build-wikipedia.js";
import { DEFAULTS } from "../../dist/sources/wikipedia/wikipedia-options.js";
import { watchMemoryBeside } from "../timing.js";
import { writeSyntheticDump } from "./synthetic-dump.js";

/**
 * `npm run bench:dumps -- --size 2GB`: builds a KB of a synthetic dump of that size, and of one of 200 MB. Prints what each stage
 * takes, and speed and memory beside what is wanted of them. Each size runs in a process of its own.
 */
const { values } = parseArgs({
  options: {
    size: { type: "string", default: "2GB" },
    workers: { type: "string", default: String(availableParallelism()) },
    folder: { type: "string", default: tmpdir() },
    /** Only this size, as JSON: how the program calls itself. */
    one: { type: "boolean", default: false },
  },
});

const SMALL = 200e6;
/** MB of XML a second of a core, wanted. */
const WANTED_SPEED = 50;
/** How much more memory the large dump may take than the small one. */
const WANTED_GROWTH = 1.5;

interface Measured {
  bytes: number;
  pages: number;
  workers: number;
  /** Seconds by stage. */
  stages: Record<string, number>;
  /** Processor seconds of all threads while pages were read. */
  cpu: number;
  /** Highest resident memory while pages were read and links sorted, and in all, in MB; pages of mapped files apart. */
  peak: number;
  peakAll: number;
  mapped: number;
  /** Bytes of the KB and of its documents. */
  result: number;
  entities: number;
}

async function measure(bytes: number, workers: number): Promise<Measured> {
  const folder = mkdtempSync(join(values.folder, "namesake-dumps-"));
  try {
    const dump = join(folder, "dump.xml");
    const pages = await writeSyntheticDump(dump, bytes);
    const stages: Record<string, number> = {};
    let cpu = 0;
    let before = process.cpuUsage();
    const highest = await watchMemoryBeside();
    let peak = 0;
    const results: StageResults = await buildWikipedia(
      { ...DEFAULTS, dumps: [dump], work: join(folder, "work"), workers, weakLabels: true, holdBack: false },
      join(folder, "kb"),
      {
        begin: (stage) => {
          if (stage === "read") before = process.cpuUsage();
          if (stage !== "build") return;
          peak = highest().anonymous;
        },
        end: (stage, _result, seconds) => {
          stages[stage] = seconds;
          if (stage !== "read") return;
          const { user, system } = process.cpuUsage(before);
          cpu = (user + system) / 1e6;
        },
      },
    );
    const all = highest();
    const result = readdirSync(join(folder, "kb"), { recursive: true, encoding: "utf8" })
      .map((name) => statSync(join(folder, "kb", name)))
      .reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0);
    return {
      bytes: statSync(dump).size,
      pages,
      workers,
      stages,
      cpu,
      peak,
      peakAll: Math.max(peak, all.anonymous),
      mapped: all.file,
      result,
      entities: results.build.entities,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytesOf(text: string): number {
  const [, number, unit = ""] = /^([\d.]+)\s*([kMGT]?)B?$/.exec(text) ?? [];
  if (number === undefined)
    throw new Error(`--size should be a number with a unit, such as 2GB, found "${text}"`);
  return Number(number) * 1000 ** (unit === "" ? 0 : "kMGT".indexOf(unit) + 1);
}

function print(one: Measured): void {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const read = one.stages["read"] ?? Number.NaN;
  const all = Object.values(one.stages).reduce((sum, seconds) => sum + seconds, 0);
  console.log(
    `\n${mb(one.bytes)} of XML, ${one.pages.toLocaleString("en")} pages, ${one.workers} threads: ${all.toFixed(1)} s in all; ` +
      `${one.entities.toLocaleString("en")} entities, ${mb(one.result)} with training documents`,
  );
  for (const [stage, seconds] of Object.entries(one.stages))
    console.log(`  ${stage.padEnd(12)} ${seconds.toFixed(1)} s`);
  console.log(`  reading      ${(one.bytes / 1e6 / read).toFixed(1)} MB/s`);
  console.log(`  reading      ${(one.bytes / 1e6 / one.cpu).toFixed(1)} MB/s a core, wanted ${WANTED_SPEED}`);
  console.log(
    `  memory       ${one.peak.toFixed(0)} MB up to the records, ${one.peakAll.toFixed(0)} MB with the building of the KB, ${one.mapped.toFixed(0)} MB of mapped files`,
  );
}

if (values.one) {
  console.log(JSON.stringify(await measure(bytesOf(values.size), Number(values.workers))));
} else {
  const run = (size: number): Measured => {
    const flags = [
      "--one",
      "--size",
      `${size / 1e6}MB`,
      "--workers",
      values.workers,
      "--folder",
      values.folder,
    ];
    const said = execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...flags], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    return JSON.parse(said) as Measured;
  };
  const sizes = [...new Set([Math.min(SMALL, bytesOf(values.size)), bytesOf(values.size)])];
  const measured = sizes.map((size) => {
    const one = run(size);
    print(one);
    return one;
  });
  const [small, large] = measured;
  if (small !== undefined && large !== undefined)
    console.log(
      `\nmemory at ${(large.bytes / small.bytes).toFixed(0)} times the size: ${(large.peak / small.peak).toFixed(2)} times as much, wanted at most ${WANTED_GROWTH}`,
    );
}
