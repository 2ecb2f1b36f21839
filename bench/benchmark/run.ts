import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation } from "../../dist/eval/result.js";
import { root } from "../world/data.js";
import type { BenchmarkRun } from "./sets.js";

const MAIN = join(root, "dist/cli/main.js");

/** A run that is done. */
export interface Done {
  run: BenchmarkRun;
  evaluation: Evaluation;
  seconds: number;
  /** It was done before, by the same code and weights on the same KB and data. */
  reused: boolean;
}

/** The program as a reader would call it. */
export const commandOf = ({ shown, kb, options }: BenchmarkRun): string =>
  ["namesake eval", shown, ...(kb === "starter" ? [] : ["--kb", kb]), ...options].join(" ");

/** Changes with anything that a result depends on but the data: the compiled code, the weights. */
export function codeHash(): string {
  const hash = createHash("sha256");
  for (const folder of ["dist", "models"])
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).sort())
      if (/\.(js|json|onnx)$/.test(name)) hash.update(name).update(readFileSync(join(root, folder, name)));
  return hash.digest("hex");
}

const fileHash = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Hash of what a KB holds, without opening it; "" for the starter KB, which comes with the code. */
function kbHash(name: string): string {
  if (name === "starter") return "";
  const manifest = join(root, ".namesake/kb", name, "manifest.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { contentHash: string }).contentHash;
}

/**
 * Does a run in a process of its own, and keeps its folder (with the report) in `.namesake/runs`.
 *
 * @param resume takes a result that is there already, where nothing it depends on has changed
 */
export function evaluate(run: BenchmarkRun, code: string, resume: boolean): Done {
  const folder = join(root, ".namesake/runs", run.name.replace(/[^a-z0-9]+/g, "-"));
  const key = createHash("sha256")
    .update([code, kbHash(run.kb), fileHash(run.dataset), ...run.options].join("\n"))
    .digest("hex");
  const seal = join(folder, "key.json");
  if (resume && existsSync(seal)) {
    const known = JSON.parse(readFileSync(seal, "utf8")) as { key: string; seconds: number };
    if (known.key === key) return { run, evaluation: read(folder), seconds: known.seconds, reused: true };
  }
  mkdirSync(folder, { recursive: true });
  const began = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [MAIN, "eval", run.dataset, "--kb", run.kb, ...run.options, "--out", folder],
    { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1 << 26 },
  );
  if (status !== 0 && status !== 3) throw new Error(`${commandOf(run)} ended with ${status}: ${stderr}`);
  const seconds = (performance.now() - began) / 1000;
  writeFileSync(`${seal}.new`, JSON.stringify({ key, seconds }));
  renameSync(`${seal}.new`, seal);
  return { run, evaluation: read(folder), seconds, reused: false };
}

const read = (folder: string): Evaluation =>
  JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as Evaluation;
