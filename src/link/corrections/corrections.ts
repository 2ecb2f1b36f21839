import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";
import { utf8 } from "../../kb/bytes.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { CORRECTIONS_FILE } from "../../kb/lasting-files.js";
import { whyUnwritten } from "../../kb/why-unwritten.js";
import { type CorrectedDocument, parseCorrected } from "./corrected-document.js";

const LINE_END = 0x0a;

/** Those of KBs that are only in memory. */
const inMemory = new WeakMap<KnowledgeBase, CorrectedDocument[]>();

/**
 * What people have said of texts that were linked to a KB: documents in Namesake's own data-set format, a line each, in the KB's folder.
 * The file only ever grows. An answer outlives a kill and a power failure once {@link add} has returned; several processes may add at once.
 *
 * @example
 * ```ts
 * await linker.correct("Jordan rested.", [{ start: 0, end: 6, entity: "per:jordan" }]);
 * new Corrections(linker.kb).documents(); // [{ text: "Jordan rested.", mentions: [{ start: 0, end: 6, entity: "per:jordan" }], … }]
 * ```
 */
export class Corrections {
  /** Undefined where the KB is only in memory, and they with it. */
  readonly path: string | undefined;

  constructor(private readonly kb: KnowledgeBase) {
    this.path = kb.path === undefined ? undefined : join(kb.path, CORRECTIONS_FILE);
  }

  /** @throws {NamesakeError} WRITE_FAILED */
  add(document: CorrectedDocument): void {
    if (this.path === undefined) inMemory.set(this.kb, [...(inMemory.get(this.kb) ?? []), document]);
    else append(this.path, `${JSON.stringify(document)}\n`);
  }

  /** All of them, as {@link readCorrections} gives them. */
  documents(): CorrectedDocument[] {
    return this.path === undefined ? lastOfEach(inMemory.get(this.kb) ?? []) : readCorrections(this.path);
  }
}

/** Lines that are named where some are passed over. */
const NAMED = 10;

/** What was said of passed-over lines, which is said once. */
const said = new Set<string>();

function warn(path: string, lines: readonly number[], all: number): void {
  const more = lines.length > NAMED ? ` and ${lines.length - NAMED} others` : "";
  const message = `${path}: ${lines.length} of ${all} lines are no corrections and are passed over: ${lines.slice(0, NAMED).join(", ")}${more}. They stay in the file; mend or remove them.`;
  if (!said.has(message)) process.emitWarning(message, "NamesakeWarning");
  said.add(message);
}

/**
 * The corrections of a file, of documents with one id the last, in the order in which they were first corrected; none where there is no
 * file. Lines that are no such document, such as one that a kill cut short, are passed over.
 *
 * @param passedOver is told the numbers of those lines, from 1, and how many lines there are; default: a warning of the process
 * @throws {NamesakeError} SOURCE_NOT_FOUND where the file is there and cannot be read
 */
export function readCorrections(
  path: string,
  passedOver: (lines: readonly number[], all: number) => void = (lines, all) => warn(path, lines, all),
): CorrectedDocument[] {
  if (!existsSync(path)) return [];
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(error) }, { cause: error });
  }
  const lines = text.split("\n").map((line) => line.trim());
  const read = lines.map((line) => (line === "" ? undefined : parseCorrected(line)));
  const broken = lines.flatMap((line, i) => (line !== "" && read[i] === undefined ? [i + 1] : []));
  if (broken.length > 0) passedOver(broken, lines.filter((line) => line !== "").length);
  return lastOfEach(read.flatMap((document) => document ?? []));
}

const lastOfEach = (documents: readonly CorrectedDocument[]): CorrectedDocument[] => [
  ...new Map(documents.map((document) => [document.id, document])).values(),
];

/** Appends a line with one write, as which it lies apart from those of other processes; one that a kill cut short is ended first. */
function append(path: string, line: string): void {
  try {
    const isNew = !existsSync(path);
    const file = openSync(path, "a+");
    try {
      const { size } = fstatSync(file);
      const last = new Uint8Array(1);
      const isTorn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== LINE_END;
      const bytes = utf8(isTorn ? `\n${line}` : line);
      const written = writeSync(file, bytes);
      if (written < bytes.length) throw Object.assign(new Error(), { code: "ENOSPC" });
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (isNew) syncFolder(dirname(path));
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path, why: whyUnwritten(error, path) }, { cause: error });
  }
}

/** Until a folder is on the disk, so is no name in it. Windows knows no such thing. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
