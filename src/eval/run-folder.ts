import { constants } from "node:buffer";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeTogether } from "../atomic-file.js";
import { NamesakeError, reason } from "../errors.js";
import { lines } from "../sources/text-file.js";
import type { EntityFacts } from "./errors/entity-facts.js";
import { classifyErrors } from "./errors/error-classes.js";
import type { Evaluated } from "./evaluate.js";
import { isObject, shown } from "./formats/json-lines.js";
import type { JudgedDocument, JudgedSet } from "./judged.js";
import { reportHtml } from "./report/report.js";
import type { Evaluation } from "./result.js";
import { isEvaluation, isJudgedLine } from "./run-checks.js";

const RUN = "run.json";
const JUDGED = "judged.jsonl";

/** The errors of a run, one a line: a `ClassifiedError` with the linker that made it. */
export function* errorLines(sets: readonly JudgedSet[], facts: EntityFacts): Generator<string> {
  for (const { dataset, linker, documents } of sets)
    for (const document of documents)
      for (const error of classifyErrors([document], facts, dataset).errors)
        yield `${JSON.stringify({ linker, ...error })}\n`;
}

/** UTF-16 units that are handed over at a time, at least. */
const BLOCK = 64 * 1024;

/** The longest line that is read back: a text can hardly be longer. */
const LONGEST_LINE = constants.MAX_STRING_LENGTH - 2 ** 20;

/** Judged documents, a line each; in pieces, since what is said of a book may be longer than a text can be. */
function* judgedLines(sets: readonly JudgedSet[]): Generator<string> {
  let block = "";
  for (const { dataset, linker, documents } of sets)
    for (const { given, generated, found, ...document } of documents) {
      block += JSON.stringify({ dataset, linker, ...document }).slice(0, -1);
      for (const [name, list] of Object.entries({ given, generated, found })) {
        block += `,"${name}":${list === null ? "null" : "["}`;
        for (const [i, one] of (list ?? []).entries()) {
          block += `${i === 0 ? "" : ","}${JSON.stringify(one)}`;
          if (block.length < BLOCK) continue;
          yield block;
          block = "";
        }
        if (list !== null) block += "]";
      }
      yield `${block}}\n`;
      block = "";
    }
}

/**
 * Writes all of a run into a folder, all of it or nothing: `run.json` (the {@link Evaluation}), `judged.jsonl` (every judged document,
 * with its data set and linker), `errors.jsonl` and `report.html`.
 *
 * @throws {NamesakeError} WRITE_FAILED
 */
export async function writeRun(folder: string, run: Evaluated, facts: EntityFacts): Promise<void> {
  const { evaluation, sets } = run;
  await writeTogether([
    { path: join(folder, JUDGED), pieces: judgedLines(sets) },
    { path: join(folder, "errors.jsonl"), pieces: errorLines(sets, facts) },
    { path: join(folder, "report.html"), pieces: reportHtml(evaluation, sets, facts) },
    { path: join(folder, RUN), pieces: [`${JSON.stringify(evaluation, null, 2)}\n`] },
  ]);
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
  if (!isObject(value) || value["version"] !== 1 || !isEvaluation(value)) {
    const version = isObject(value) ? value["version"] : undefined;
    throw new NamesakeError("RECORD_INVALID", {
      where: path,
      field: "run",
      expected: "the result of namesake eval, version 1",
      found:
        version === 1
          ? "one that was damaged"
          : isObject(value)
            ? `version ${shown(version)}`
            : shown(text.slice(0, 80)),
    });
  }
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
  const rejected = (found: string) => {
    throw new NamesakeError("RECORD_INVALID", { where: path, field: "document", expected: "shorter", found });
  };
  for await (const { number, text } of lines(path, { rejected }, LONGEST_LINE)) {
    if (text.trim() === "") continue;
    const { dataset, linker, document } = judgedLine(text, `${path}, line ${number}`);
    const key = JSON.stringify([dataset, linker]);
    const set = sets.get(key) ?? { dataset, linker, documents: [] };
    set.documents.push(document);
    sets.set(key, set);
  }
  const read = [...sets.values()];
  checkComplete(path, evaluation, read);
  return { evaluation, sets: read };
}

/** Files of two runs, or a part of one, would be compared without a word. */
function checkComplete(where: string, { linkers, datasets }: Evaluation, sets: readonly JudgedSet[]): void {
  for (const linker of Object.keys(linkers))
    for (const [dataset, { documents }] of Object.entries(datasets)) {
      const set = sets.find((one) => one.linker === linker && one.dataset === dataset);
      if (set?.documents.length === documents) continue;
      throw new NamesakeError("RECORD_INVALID", {
        where,
        field: "documents",
        expected: `the ${documents} of ${dataset} that ${RUN} beside it tells of, by ${linker}`,
        found: `${set?.documents.length ?? 0}`,
      });
    }
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
  if (!isJudgedLine(value))
    throw new NamesakeError("RECORD_INVALID", {
      where,
      field: "document",
      expected: "a judged document, as namesake eval --out writes it",
      found: shown(value === undefined ? text.slice(0, 80) : isObject(value) ? Object.keys(value) : value),
    });
  const { dataset, linker, ...document } = value as { dataset: string; linker: string } & JudgedDocument;
  return { dataset, linker, document };
}
