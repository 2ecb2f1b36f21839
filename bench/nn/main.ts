import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  type Batch,
  CpuStepper,
  exportModel,
  initialParameters,
  input,
  loadModel,
  type QuantiseOptions,
  Scope,
  type Session,
} from "namesake/nn";
import { percentile, resident } from "../timing.js";
import { SUBJECTS, type Subject } from "./models.js";
import { Peer } from "./peer.js";

/**
 * `npm run bench:nn`: the same models trained and run here and, where it is installed, in PyTorch, in turns, so that
 * what else the machine does meets both. Ratios are of medians; above 1 we are faster.
 *
 *     npm run bench:nn -- [rounds, default 7] [names of models, default all] [--write]
 *
 * With `--write` the table goes into docs/neural-speed.md as well.
 */
const THREADS = 2;
const writes = process.argv.includes("--write");
const given = process.argv.slice(2).filter((word) => word !== "--write");
const ROUNDS = Number(given.find((word) => /^\d+$/.test(word)) ?? 7);
const names = given.filter((word) => !/^\d+$/.test(word));
const unknown = names.find((name) => !SUBJECTS.some((subject) => subject.name === name));
if (unknown !== undefined || ROUNDS < 1)
  throw new Error(
    `Expected rounds from 1 and names of ${SUBJECTS.map(({ name }) => name).join(", ")}, found ${given}`,
  );
const chosen = names.length === 0 ? SUBJECTS : SUBJECTS.filter(({ name }) => names.includes(name));

/** Milliseconds before each turn: threads of the other side spin for a while when their work is done. */
const PAUSE = 100;
/** GF/s that any BLAS for the processor is above, with two threads. */
const SLOW = 30;

/** What each ratio should reach, by model and kind of work. */
const BARS: Record<string, number> = {
  "bi-encoder train": 1,
  "bi-encoder use": 1.3,
  "bi-encoder use, int8 with a scale a batch": 2.5,
  "BiLSTM train": 1.3,
};

const folder = mkdtempSync(join(tmpdir(), "namesake-bench-nn-"));

/** Random ids from 1 up, for each input of a model. */
function batchOf({ model, lengths, vocabulary }: Subject): Batch {
  const inputs = Object.entries(model.batch).map(([name, { shape }]) => {
    const dims = shape.map((dimension) => lengths[dimension] as number);
    const size = dims.reduce((product, length) => product * length, 1);
    const most = name === "labels" ? 2 : vocabulary - 1;
    return [
      name,
      {
        dims,
        data: Int32Array.from(
          { length: size },
          () => Math.floor(Math.random() * most) + (name === "labels" ? 0 : 1),
        ),
      },
    ];
  });
  return { inputs: Object.fromEntries(inputs), examples: lengths["batch"] as number };
}

const FAST: QuantiseOptions = { scale: "batch", operators: "onnxruntime" };

async function openForUse(
  subject: Subject,
  precision: "float32" | "int8",
  quantise: QuantiseOptions = {},
): Promise<Session> {
  const scope = new Scope();
  const output = subject.use(scope, input("ids", "int32", ["batch", "tokens"]));
  const parameters = initialParameters(scope.parameters, 1);
  const path = join(folder, `${subject.name}-${precision}.onnx`);
  await exportModel(path, {
    name: subject.name,
    outputs: { output },
    scope,
    parameters,
    precision,
    quantise,
  });
  return (await loadModel(path, { threads: THREADS })).session;
}

interface Work {
  what: string;
  /** What PyTorch does meanwhile; several of ours may stand against one of its. */
  peer: "train" | "use";
  run(): Promise<unknown>;
}

async function worksOf(subject: Subject): Promise<{ works: Work[]; close(): Promise<void> }> {
  const batch = batchOf(subject);
  const { model } = subject;
  const whole = await CpuStepper.open(model, { threads: THREADS, tables: "whole" });
  const rows = await CpuStepper.open(model, { threads: THREADS });
  const { sequences, vocabulary } = subject;
  const tokens = subject.lengths["tokens"] as number;
  const ids = {
    dims: [sequences, tokens],
    data: Int32Array.from(
      { length: sequences * tokens },
      () => 1 + Math.floor(Math.random() * (vocabulary - 1)),
    ),
  };
  const float32 = await openForUse(subject, "float32");
  const int8 = await openForUse(subject, "int8");
  const fast = await openForUse(subject, "int8", FAST);
  return {
    works: [
      { what: "train", peer: "train", run: () => whole.step([batch], 1e-4) },
      { what: "train, rows of tables only", peer: "train", run: () => rows.step([batch], 1e-4) },
      { what: "use", peer: "use", run: () => float32.run({ ids }) },
      { what: "use, int8", peer: "use", run: () => int8.run({ ids }) },
      { what: "use, int8 with a scale a batch", peer: "use", run: () => fast.run({ ids }) },
    ],
    async close() {
      await Promise.all([whole.close(), rows.close(), float32.close(), int8.close(), fast.close()]);
    },
  };
}

/** How often in a turn: short work is done several times, as the first run after a pause is slower than the others. */
const repeatsOf = (ms: number | undefined): number =>
  ms === undefined ? 1 : Math.min(30, Math.ceil(400 / ms));

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await run();
  return performance.now() - began;
};

const TITLE = `# Speed of neural models

Written by \`npm run bench:nn -- --write\`; not by hand. The same models trained and run by \`namesake/nn\` and by PyTorch on the same
CPU, in turns; a ratio above 1 says that we are faster. "use" is a model that was exported and loaded. "train" changes whole tables of
embeddings, as PyTorch's AdamW does, "rows of tables only" is what we do where nothing else is asked. "int8" is our default, with a scale a
text's token, in standard operators.`;

const lines: string[] = [];
function say(line: string): void {
  console.log(line);
  lines.push(line);
}

const peer = Peer.start();
say(
  peer === undefined
    ? "PyTorch is not installed (Debian: apt install python3-torch): no ratios."
    : `PyTorch ${peer.version}, ${THREADS} threads each, ${ROUNDS} rounds in turns; medians.`,
);
const product = (await peer?.ask({ do: "product" }))?.ms;
if (product !== undefined) {
  const speed = (2 * 1024 ** 3) / product / 1e6;
  say(`Its product of matrices: ${speed.toFixed(0)} GF/s.`);
  if (speed < SLOW) say("That is the reference BLAS, no fair peer: apt install libopenblas0-pthread.");
}
say("| model | work | ms | sequences/s | PyTorch ms | ratio | reach |\n|---|---|---:|---:|---:|---:|---:|");
let missed = 0;
for (const subject of chosen) {
  const { works, close } = await worksOf(subject);
  await peer?.ask({ do: "open", model: subject.name });
  const times = works.map(() => ({ ours: [] as number[], theirs: [] as number[] }));
  for (let round = -1; round < ROUNDS; round++)
    for (const [i, { peer: what, run }] of works.entries()) {
      const repeats = repeatsOf(times[i]?.ours.at(-1));
      await sleep(PAUSE);
      const ours =
        (await timed(async () => {
          for (let k = 0; k < repeats; k++) await run();
        })) / repeats;
      await sleep(PAUSE);
      const theirs = (await peer?.ask({ do: what, repeats }))?.ms;
      // The first round warms up.
      if (round < 0) continue;
      times[i]?.ours.push(ours);
      if (theirs !== undefined) times[i]?.theirs.push(theirs);
    }
  for (const [i, { what }] of works.entries()) {
    const { ours, theirs } = times[i] as { ours: number[]; theirs: number[] };
    const [mine, other] = [percentile(ours, 0.5), percentile(theirs, 0.5)];
    const bar = BARS[`${subject.name} ${what}`];
    const ratio = other / mine;
    if (bar !== undefined && ratio < bar) missed++;
    const cells = [
      subject.name,
      what,
      mine.toFixed(1),
      ((1000 * subject.sequences) / mine).toFixed(0),
      Number.isNaN(other) ? "-" : other.toFixed(1),
      Number.isNaN(ratio) ? "-" : ratio.toFixed(2),
      bar === undefined ? "-" : `≥ ${bar} ${Number.isNaN(ratio) ? "" : ratio >= bar ? "yes" : "**no**"}`,
    ];
    say(`| ${cells.join(" | ")} |`);
  }
  await close();
}
peer?.stop();
rmSync(folder, { recursive: true });
const { anonymous } = resident();
say(`\nResident at the end: ${Math.round(anonymous)} MB.${missed > 0 ? ` ${missed} bars missed.` : ""}`);
if (writes) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, Node ${process.versions.node}`;
  const page = fileURLToPath(new URL("../../docs/neural-speed.md", import.meta.url));
  const text = [TITLE, `Machine: ${machine}.`, ...lines].join("\n\n").replace(/\|\n\n\|/g, "|\n|");
  writeFileSync(page, `${text.replace(/\n{3,}/g, "\n\n")}\n`);
}
