import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { NamesakeError, reason } from "../../errors.js";
import { ResumableFiles } from "../../resumable-files.js";
import type { Contexts } from "./contexts.js";
import {
  type Learnability,
  type LearnabilityOptions,
  learnability,
  learnabilitySettings,
  type NamedMembers,
} from "./learnability.js";

export interface LearnabilityFileOptions extends LearnabilityOptions {
  /** What contexts and types were made of, as JSON values. */
  source: Readonly<Record<string, unknown>>;
  /** Goes on with what an earlier run has left, or takes what it has completed. */
  resume?: boolean;
  /** Told how many types are measured. */
  onProgress?: (types: number) => void;
}

/** The first line of a file: what decides its figures. */
interface Header {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly run: Readonly<Record<string, unknown>>;
}

const FORMAT = "namesake-learnability";
const VERSION = 1;

/**
 * Measures as {@link learnability} does, into a file of JSON lines: what decides the figures, then a line a type. It is there when it
 * is complete; until then it is `PATH.part`, with which `resume` goes on.
 *
 * @returns whether it was stopped
 * @throws {NamesakeError} UNFINISHED_EXISTS, UNFINISHED_UNUSABLE, WRITE_FAILED, WORKER_FAILED
 */
export async function writeLearnability(
  path: string,
  contexts: Contexts,
  types: readonly NamedMembers[],
  { source, resume = false, onProgress, ...options }: LearnabilityFileOptions,
): Promise<{ stopped: boolean }> {
  const settings = learnabilitySettings(options);
  const header: Header = {
    format: FORMAT,
    version: VERSION,
    run: { ...source, ...settings, types: types.length },
  };
  if (resume && !existsSync(`${path}.part.json`) && (await hasHeader(path, header)))
    return { stopped: false };
  const blocks = Math.ceil(types.length / settings.block);
  // A block is many seconds of work: each is kept.
  const file = await ResumableFiles.open<number>([path], { run: header.run, resume, interval: 0 });
  try {
    let done = file.state ?? 0;
    if (file.state === undefined) await file.append(0, `${JSON.stringify(header)}\n`);
    if (!file.complete)
      for await (const rows of learnability(contexts, types, options, done)) {
        await file.append(0, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
        await file.checkpoint(++done);
        onProgress?.(Math.min(types.length, done * settings.block));
      }
    if (done < blocks) return { stopped: true };
    await file.finish(blocks);
    return { stopped: false };
  } finally {
    await file.close();
  }
}

/** Whether a file is one of a run that was the same. */
async function hasHeader(path: string, header: Header): Promise<boolean> {
  if (!existsSync(path)) return false;
  const file = await open(path);
  for await (const line of file.readLines()) return line === JSON.stringify(header);
  return false;
}

/**
 * Reads what {@link writeLearnability} wrote.
 *
 * @returns AUC by the name of the type, NaN where it could not be measured
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readLearnability(path: string): Promise<Map<string, number>> {
  const aucs = new Map<string, number>();
  try {
    const file = await open(path);
    let line = 0;
    for await (const text of file.readLines()) {
      const where = `${path}, line ${++line}`;
      if (line === 1) checkHeader(parsed(text), where);
      else {
        const { type, auc } = rowOf(parsed(text), where);
        aucs.set(type, auc ?? Number.NaN);
      }
    }
  } catch (error) {
    if (error instanceof NamesakeError) throw error;
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) });
  }
  return aucs;
}

/** The value of a line; an empty object where it has none. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) as Readonly<Record<string, unknown>> | null) ?? {};
  } catch {
    return {};
  }
}

const invalid = (where: string, field: string, expected: string, found: unknown) =>
  new NamesakeError("RECORD_INVALID", { where, field, expected, found: JSON.stringify(found) ?? "nothing" });

function checkHeader({ format, version }: Partial<Header>, where: string): void {
  if (format !== FORMAT)
    throw invalid(where, "format", `"${FORMAT}", as "namesake types discover" writes it`, format);
  if (version !== VERSION) throw invalid(where, "version", String(VERSION), version);
}

function rowOf({ type, auc }: Partial<Learnability>, where: string): Pick<Learnability, "type" | "auc"> {
  if (typeof type !== "string") throw invalid(where, "type", "the name of a type", type);
  if (auc !== null && !(typeof auc === "number" && auc >= 0 && auc <= 1))
    throw invalid(where, "auc", "a number from 0 to 1, or null", auc);
  return { type, auc };
}
