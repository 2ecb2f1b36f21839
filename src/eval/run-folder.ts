import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import { lines } from "../sources/text-file.js";
import { writeAtomically } from "./atomic-file.js";
import type { EntityFacts } from "./errors/entity-facts.js";
import { classifyErrors } from "./errors/error-classes.js";
import type { Evaluated } from "./evaluate.js";
import { isObject, shown } from "./formats/json-lines.js";
import type { JudgedDocument, JudgedSet } from "./judged.js";
import { reportHtml } from "./report/report.js";
import type { Evaluation } from "./result.js";

const RUN = "run.json";
const JUDGED = "judged.jsonl";

/** The errors of a run, one a line: a `ClassifiedError` with the linker that made it. */
export function* errorLines(sets: readonly JudgedSet[], facts: EntityFacts): Generator<string> {
  for (const { dataset, linker, documents } of sets)
    for (const document of documents)
      for (const error of classifyErrors([document], facts, dataset).errors)
        yield `${JSON.stringify({ linker, ...error })}\n`;
}

function* judgedLines(sets: readonly JudgedSet[]): Generator<string> {
  for (const { dataset, linker, documents } of sets)
    for (const document of documents) yield `${JSON.stringify({ dataset, linker, ...document })}\n`;
}

/**
 * Writes all of a run into a folder, each file as a whole or not at all: `run.json` (the {@link Evaluation}), `judged.jsonl` (every
 * judged document, with its data set and linker), `errors.jsonl` and `report.html`. `run.json` comes last.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function writeRun(folder: string, run: Evaluated, facts: EntityFacts): Promise<void> {
  const { evaluation, sets } = run;
  await writeAtomically(join(folder, JUDGED), judgedLines(sets));
  await writeAtomically(join(folder, "errors.jsonl"), errorLines(sets, facts));
  await writeAtomically(join(folder, "report.html"), reportHtml(evaluation, sets, facts));
  await writeAtomically(join(folder, RUN), [`${JSON.stringify(evaluation, null, 2)}\n`]);
}

/**
 * Reads the `run.json` of a run.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID
 */
export async function readEvaluation(path: string): Promise<Evaluation> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
  const value = parsed(text);
  const objects = ["overall", "slices", "baseline", "datasets", "linkers", "options", "kb"];
  if (!isObject(value) || value["version"] !== 1 || !objects.every((key) => isObject(value[key])))
    throw new NamesakeError("RECORD_INVALID", {
      where: path,
      field: "run",
      expected: "the result of namesake eval, version 1",
      found: isObject(value) ? `version ${shown(value["version"])}` : shown(text.slice(0, 80)),
    });
  return value as unknown as Evaluation;
}

/**
 * Reads a folder that {@link writeRun} wrote.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, SOURCE_NOT_TEXT, RECORD_INVALID
 */
export async function readRun(folder: string): Promise<Evaluated> {
  const evaluation = await readEvaluation(join(folder, RUN));
  const sets = new Map<string, JudgedSet & { documents: JudgedDocument[] }>();
  const path = join(folder, JUDGED);
  for await (const { number, text } of lines(path)) {
    if (text.trim() === "") continue;
    const { dataset, linker, document } = judgedLine(text, `${path}, line ${number}`);
    const key = JSON.stringify([dataset, linker]);
    const set = sets.get(key) ?? { dataset, linker, documents: [] };
    set.documents.push(document);
    sets.set(key, set);
  }
  return { evaluation, sets: [...sets.values()] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A judged document; JSON has left out what is undefined. */
function judgedLine(text: string, where: string) {
  const value = parsed(text);
  const isList = (key: string) => isObject(value) && Array.isArray(value[key]);
  const isListOrNull = (key: string) => isList(key) || (isObject(value) && value[key] === null);
  const isText = (key: string) => isObject(value) && typeof value[key] === "string";
  const whole =
    ["dataset", "linker", "id", "text"].every(isText) &&
    ["gold", "ignore"].every(isList) &&
    ["given", "generated", "found"].every(isListOrNull);
  if (!whole)
    throw new NamesakeError("RECORD_INVALID", {
      where,
      field: "document",
      expected: "a judged document, as namesake eval --out writes it",
      found: shown(value ?? text.slice(0, 80)),
    });
  const { dataset, linker, ...document } = value as { dataset: string; linker: string } & JudgedDocument;
  return { dataset, linker, document };
}
