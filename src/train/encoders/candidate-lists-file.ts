import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { NamesakeError, reason } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { CandidateLists } from "./candidate-lists.js";
import {
  type CandidateList,
  HEADER_BYTES,
  type ListsHeader,
  listBytes,
  parseHeader,
  readList,
} from "./candidate-lists-format.js";
import { haveSameRows, kbInWords, kbOfRows } from "./kb-of-rows.js";
import type { LinkedTexts } from "./linked-texts.js";
import { firstMentions, MentionHash } from "./mention-hash.js";

/** Bytes that are read at a time, about. */
const PAGE_BYTES = 1 << 16;

/** Candidate lists in a file, of which a few are in memory: those around the mention that was asked for last. */
export class CandidateListsFile implements CandidateLists {
  readonly #pageLists: number;
  readonly #page: Uint8Array;
  /** The first mention of the page that is in memory. */
  #first = -1;
  #file: number | undefined;

  constructor(
    readonly path: string,
    file: number,
    readonly header: ListsHeader,
  ) {
    this.#file = file;
    this.#pageLists = Math.max(1, Math.floor(PAGE_BYTES / listBytes(header.most)));
    this.#page = new Uint8Array(this.#pageLists * listBytes(header.most));
  }

  get mentions(): number {
    return this.header.mentions;
  }

  get most(): number {
    return this.header.most;
  }

  rows(mention: number): readonly number[] {
    return this.list(mention).rows;
  }

  scores(mention: number): readonly number[] {
    return this.list(mention).scores;
  }

  /**
   * @throws {NamesakeError} CLOSED, CANDIDATES_INVALID
   * @throws {RangeError} a mention that there is no list for
   */
  list(mention: number): CandidateList {
    if (!(mention >= 0 && mention < this.mentions))
      throw new RangeError(`expected a mention below ${this.mentions}, found ${mention}`);
    const place = mention % this.#pageLists;
    this.#readPage(mention - place);
    const bytes = listBytes(this.most);
    return readList(this.#page.subarray(place * bytes, (place + 1) * bytes), this.most);
  }

  /** Closes the file. May be called twice. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #readPage(first: number): void {
    if (this.#file === undefined) throw new NamesakeError("CLOSED", { what: `The file ${this.path}` });
    if (first === this.#first) return;
    const bytes = listBytes(this.most);
    const page = this.#page.subarray(0, bytes * Math.min(this.#pageLists, this.mentions - first));
    this.#first = -1;
    readFully(this.#file, page, HEADER_BYTES + first * bytes, this.path);
    this.#first = first;
  }
}

/**
 * Opens candidate lists that `namesake mine` wrote.
 *
 * @param kb whose entities they should be of
 * @throws {NamesakeError} SOURCE_NOT_FOUND, CANDIDATES_INVALID, CANDIDATES_NEWER; CANDIDATES_MISMATCH where they are of another KB
 * @example
 * ```ts
 * const lists = openCandidateLists("mined.lists", kb);
 * await checkListedMentions(lists, texts);
 * lists.rows(0); // what was taken for the first mention of the texts, best first
 * ```
 */
export function openCandidateLists(path: string, kb: KnowledgeBase): CandidateListsFile {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  }
  try {
    const bytes = new Uint8Array(HEADER_BYTES);
    readFully(file, bytes, 0, path);
    const header = parseHeader(bytes, path);
    const expected = HEADER_BYTES + header.mentions * listBytes(header.most);
    const { size } = fstatSync(file);
    if (size !== expected) throw invalid(path, `it has ${size} bytes instead of ${expected}`);
    checkKnowledgeBase(path, header, kb);
    return new CandidateListsFile(path, file, header);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function checkKnowledgeBase(path: string, { kb: listed }: ListsHeader, kb: KnowledgeBase): void {
  const here = kbOfRows(kb);
  if (haveSameRows(listed, here)) return;
  throw new NamesakeError("CANDIDATES_MISMATCH", {
    path,
    expected: kbInWords(here),
    found: kbInWords(listed),
  });
}

/**
 * Checks that lists are of the mentions of texts, of all or of the first. Reads the texts up to there.
 *
 * @throws {NamesakeError} CANDIDATES_MISMATCH
 */
export async function checkListedMentions(
  { path, header }: CandidateListsFile,
  texts: LinkedTexts,
): Promise<void> {
  const hash = new MentionHash();
  for await (const text of firstMentions(texts(), header.mentions)) hash.add(text);
  if (hash.digest === header.data) return;
  const named = (mentions: number, digest: string) => `${mentions} mentions (${digest.slice(0, 8)})`;
  throw new NamesakeError("CANDIDATES_MISMATCH", {
    path,
    expected: `the first ${named(hash.mentions, hash.digest)} of these data`,
    found: named(header.mentions, header.data),
  });
}

const invalid = (path: string, why: string): NamesakeError =>
  new NamesakeError("CANDIDATES_INVALID", { path, why });

function readFully(file: number, into: Uint8Array, from: number, path: string): void {
  for (let done = 0; done < into.length; ) {
    let count = 0;
    try {
      count = readSync(file, into, done, into.length - done, from + done);
    } catch (error) {
      throw invalid(path, reason(error));
    }
    if (count === 0) throw invalid(path, `it ends after ${from + done} bytes`);
    done += count;
  }
}
